# No round trip is left: the whole login and what follows in one piece.
S~ * OK *
C: a AUTHENTICATE PLAIN AGFsaWNlQGV4YW1wbGUub3JnAHNlY3JldA==
C: b SELECT INBOX
C: c LOGOUT
S~ a OK [CAPABILITY *
S... b OK *
S: * BYE Logging out
S: c OK Logout completed.
CLOSED

# AUTHENTICATE PLAIN with an initial response (RFC 4959).
S~ * OK *
C: a AUTHENTICATE PLAIN AGFsaWNlQGV4YW1wbGUub3JnAHNlY3JldA==
S~ a OK [CAPABILITY *] Logged in
C: b LOGOUT
S: * BYE Logging out
S: b OK Logout completed.
CLOSED

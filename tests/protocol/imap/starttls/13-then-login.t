# Under TLS a session goes on as any other.
SET tls yes
S~ * OK *
C: a STARTTLS
S: a OK Begin TLS negotiation now.
TLS mail.example.org
C: b AUTHENTICATE PLAIN AGFsaWNlQGV4YW1wbGUub3JnAHNlY3JldA==
S~ b OK [CAPABILITY *
C: s SELECT INBOX
S... s OK *
C: c LOGOUT
S: * BYE Logging out
S: c OK Logout completed.
CLOSED

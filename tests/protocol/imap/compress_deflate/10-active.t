# RFC 4978 3: from the OK on, both sides compress; the name is gone from CAPABILITY.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK [CAPABILITY * COMPRESS=DEFLATE*] *
C: c COMPRESS DEFLATE
S: c OK DEFLATE active.
DEFLATE
C: d NOOP
S: d OK NOOP completed.
C: e CAPABILITY
S~ * CAPABILITY IMAP4rev1 * APPENDLIMIT *
S: e OK Capability completed.
C: f LOGOUT
S: * BYE Logging out
S: f OK Logout completed.
CLOSED

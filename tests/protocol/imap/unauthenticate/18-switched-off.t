# RFC 8437 8: where the administrator does not want it, it is an unknown command.
SET unauthenticate no
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: b UNAUTHENTICATE
S: b BAD Error: unknown command.
C: c CAPABILITY
S~ * CAPABILITY IMAP4rev1 *
S: c OK Capability completed.

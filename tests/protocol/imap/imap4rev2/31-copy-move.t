# RFC 9051 6.4.7, 6.4.8: TRYCREATE, COPYUID for both forms, and names in UTF-8.
BULK INBOX 3
FOLDER täglich
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: e ENABLE IMAP4rev2
S: * ENABLED IMAP4rev2
S: e OK Enabled.
C: s SELECT INBOX
S... s OK *
C: b COPY 1:2 "nächtlich"
S: b NO [TRYCREATE] Mailbox doesn't exist.
C: c COPY 1:2 "täglich"
S~ c OK [COPYUID * 1:2 1:2] Copy completed.
C: d UID MOVE 3 "täglich"
S~ * OK [COPYUID * 3 3] Moved UIDs.
S: * 3 EXPUNGE
S: d OK Move completed.
C: f MOVE 1 "täglich"
S~ * OK [COPYUID * 1 4] Moved UIDs.
S: * 1 EXPUNGE
S: f OK Move completed.

# RFC 9586 3.6, command 15.
BULK INBOX 2
FOLDER Archives
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: e ENABLE UIDONLY
S: * ENABLED UIDONLY
S: e OK Enabled.
C: s SELECT INBOX
S... s OK *
C: 15 UID move 2 "Archives"
S~ * OK [COPYUID * 2 1] Moved UIDs.
S: * VANISHED 2
S: 15 OK Move completed.
C: 16 UID COPY 1 Archives
S~ 16 OK [COPYUID * 1 2] Copy completed.

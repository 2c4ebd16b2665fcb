# RFC 9738 3.1, command 06: the highest are moved; the same command again moves on.
SET messages_at_once 3
BULK INBOX 5
FOLDER Archive
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: s SELECT INBOX
S... s OK *
C: 06 UID MOVE 1:5 "Archive"
S~ * OK [COPYUID * 3:5 1:3] Moved UIDs.
S: * 3 EXPUNGE
S: * 3 EXPUNGE
S: * 3 EXPUNGE
S: 06 OK [MESSAGELIMIT 3 3] Move completed.
C: 07 UID MOVE 1:5 "Archive"
S~ * OK [COPYUID * 1:2 4:5] Moved UIDs.
S: * 1 EXPUNGE
S: * 1 EXPUNGE
S: 07 OK Move completed.

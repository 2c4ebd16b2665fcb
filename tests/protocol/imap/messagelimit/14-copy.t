# RFC 9738 3.1, command 05: COPY is all or nothing.
SET messages_at_once 3
BULK INBOX 6
FOLDER Trash
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: s SELECT INBOX
S... s OK *
C: 05 UID COPY 1:5 "Trash"
S: 05 NO [MESSAGELIMIT 3 3] Too many messages to copy, try a smaller subset.
C: 06 STATUS Trash (MESSAGES)
S: * STATUS Trash (MESSAGES 0)
S: 06 OK Status completed.
C: 07 COPY 1:3 Trash
S~ 07 OK [COPYUID * 1:3 1:3] Copy completed.

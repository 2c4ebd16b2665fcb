# RFC 9738 3.1, commands 08 and 09: UID EXPUNGE has a limit, EXPUNGE and CLOSE have none.
SET messages_at_once 3
BULK INBOX 9
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: e ENABLE IMAP4rev2
S: * ENABLED IMAP4rev2
S: e OK Enabled.
C: s SELECT INBOX
S... s OK *
C: a1 UID STORE 1:3 +FLAGS.SILENT (\Deleted)
C: a2 UID STORE 4:6 +FLAGS.SILENT (\Deleted)
C: a3 UID STORE 7:9 +FLAGS.SILENT (\Deleted)
S: a1 OK Store completed.
S: a2 OK Store completed.
S: a3 OK Store completed.
C: 08 UID EXPUNGE 1:7
S: * 5 EXPUNGE
S: * 5 EXPUNGE
S: * 5 EXPUNGE
S: 08 OK [MESSAGELIMIT 3 5] Expunge completed.
C: 09 EXPUNGE
S: * 1 EXPUNGE
S: * 1 EXPUNGE
S: * 1 EXPUNGE
S: * 1 EXPUNGE
S: * 1 EXPUNGE
S: * 1 EXPUNGE
S: 09 OK Expunge completed.

# RFC 9738 3.1, command 07.
SET messages_at_once 3
BULK INBOX 5
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: e ENABLE IMAP4rev2
S: * ENABLED IMAP4rev2
S: e OK Enabled.
C: s SELECT INBOX
S... s OK *
C: 07 UID STORE 1:5 +FLAGS (\Seen)
S: * 5 FETCH (UID 5 FLAGS (\Seen))
S: * 4 FETCH (UID 4 FLAGS (\Seen))
S: * 3 FETCH (UID 3 FLAGS (\Seen))
S: 07 OK [MESSAGELIMIT 3 3] Store completed.
C: 08 UID STORE 1:2 +FLAGS.SILENT (\Seen)
S: 08 OK Store completed.
C: 09 UID STORE 1:5 (UNCHANGEDSINCE 1) -FLAGS.SILENT (\Seen)
S~ * OK [HIGHESTMODSEQ *
S... * NO [MESSAGELIMIT 3 3] Not all messages were worked on.
S~ 09 OK [MODIFIED *

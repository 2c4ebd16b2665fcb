# RFC 7162 3.1.4.2, example 14: what one session stores, the other is told with its modseq.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
BULK INBOX 7
C: A142 SELECT INBOX (CONDSTORE)
S... A142 OK *
CONNECT two
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: A142 SELECT INBOX (CONDSTORE)
S... A142 OK *
ON 1
C: A160 STORE 7 +FLAGS.SILENT (\Deleted)
S: * 7 FETCH (UID 7 MODSEQ (9))
S: A160 OK Store completed.
ON two
C: C180 NOOP
S: * 7 FETCH (UID 7 FLAGS (\Deleted) MODSEQ (9))
S: C180 OK NOOP completed.
ON 1
C: A240 STORE 7 +FLAGS.SILENT (\Seen)
S: * 7 FETCH (UID 7 MODSEQ (10))
S: A240 OK Store completed.
ON two
C: C270 NOOP
S: * 7 FETCH (UID 7 FLAGS (\Deleted \Seen) MODSEQ (10))
S: C270 OK NOOP completed.
ON 1
C: A241 STORE 7 -FLAGS.SILENT (\Answered \Seen)
S: * 7 FETCH (UID 7 MODSEQ (11))
S: A241 OK Store completed.
ON two
C: C360 NOOP
S: * 7 FETCH (UID 7 FLAGS (\Deleted) MODSEQ (11))
S: C360 OK NOOP completed.

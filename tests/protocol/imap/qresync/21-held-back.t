# RFC 7162 6: while VANISHED is delayed, HIGHESTMODSEQ says what the client may count on.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
BULK INBOX 4
C: b ENABLE QRESYNC
S... b OK *
C: s SELECT INBOX
S... s OK *
GONE INBOX 4
C: A150 STORE 1:2 (UNCHANGEDSINCE 5) +FLAGS.SILENT \Seen
S: * 1 FETCH (UID 1 MODSEQ (7))
S: * 2 FETCH (UID 2 MODSEQ (7))
S: * OK [HIGHESTMODSEQ 5] Highest
S: A150 OK Store completed.
C: A151 STORE 3 +FLAGS.SILENT \Seen
S: * 3 FETCH (UID 3 MODSEQ (8))
S: * OK [HIGHESTMODSEQ 5] Highest
S: A151 OK Store completed.
C: A152 NOOP
S: * VANISHED 4
S: A152 OK NOOP completed.

# RFC 7162 3.2.7 and 3.2.10: VANISHED for EXPUNGE, and HIGHESTMODSEQ with the answer.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
BULK INBOX 11
C: b ENABLE QRESYNC
S... b OK *
C: s SELECT INBOX
S... s OK *
C: c STORE 3,4,7,11 +FLAGS.SILENT (\Deleted)
S: * 3 FETCH (UID 3 MODSEQ (13))
S: * 4 FETCH (UID 4 MODSEQ (13))
S: * 7 FETCH (UID 7 MODSEQ (13))
S: * 11 FETCH (UID 11 MODSEQ (13))
S: c OK Store completed.
C: B202 EXPUNGE
S: * VANISHED 3:4,7,11
S: B202 OK [HIGHESTMODSEQ 14] Expunge completed.
C: B203 EXPUNGE
S: B203 OK Expunge completed.
C: d STORE 2,4 +FLAGS.SILENT (\Deleted)
S: * 2 FETCH (UID 2 MODSEQ (15))
S: * 4 FETCH (UID 6 MODSEQ (15))
S: d OK Store completed.
C: A210 EXPUNGE
S: * VANISHED 2,6
S: A210 OK [HIGHESTMODSEQ 16] Expunge completed.

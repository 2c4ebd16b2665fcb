# RFC 7162 3.2.9: UID EXPUNGE; without QRESYNC the old responses.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
BULK INBOX 5
C: s SELECT INBOX (CONDSTORE)
S... s OK *
C: b UID STORE 3:5 +FLAGS.SILENT (\Deleted)
S... b OK *
C: c UID EXPUNGE 3:4
S: * 3 EXPUNGE
S: * 3 EXPUNGE
S: c OK Expunge completed.
C: d ENABLE QRESYNC
S... d OK *
C: e UID EXPUNGE 5
S: * VANISHED 5
S: e OK [HIGHESTMODSEQ 9] Expunge completed.
C: f CLOSE
S: f OK Close completed.

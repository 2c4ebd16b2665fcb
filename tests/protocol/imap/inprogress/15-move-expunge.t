# MOVE, EXPUNGE and STORE tell it too; what they changed comes behind.
SET progress_interval 60
BULK INBOX 2
FOLDER other
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: s SELECT INBOX
S... s OK *
SLOW move 200
SLOW flags 200
SLOW expunge 200
C: b MOVE 1 other
S: * OK [INPROGRESS ("b" NIL NIL)] Still working on this.
S... * 1 EXPUNGE
S: b OK Move completed.
C: c STORE 1 +FLAGS.SILENT (\Deleted)
S: * OK [INPROGRESS ("c" NIL NIL)] Still working on this.
S... c OK Store completed.
C: d EXPUNGE
S: * OK [INPROGRESS ("d" NIL NIL)] Still working on this.
S... * 1 EXPUNGE
S: d OK Expunge completed.

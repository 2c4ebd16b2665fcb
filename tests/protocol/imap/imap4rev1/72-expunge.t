# EXPUNGE and UID EXPUNGE: the numbers as RFC 3501 7.4.1 counts them.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
BULK INBOX 6
C: s SELECT INBOX
S... s OK *

C: b STORE 2,3,5,6 +FLAGS.SILENT (\Deleted)
S: b OK Store completed.
C: c UID EXPUNGE 5:5,1
S: * 5 EXPUNGE
S: c OK Expunge completed.
C: d EXPUNGE
S: * 2 EXPUNGE
S: * 2 EXPUNGE
S: * 3 EXPUNGE
S: d OK Expunge completed.
C: e FETCH 1:* UID
S: * 1 FETCH (UID 1)
S: * 2 FETCH (UID 4)
S: e OK Fetch completed.
C: f EXPUNGE
S: f OK Expunge completed.
TROUBLE expunge EIO
C: g EXPUNGE
S~ g NO [UNAVAILABLE] *

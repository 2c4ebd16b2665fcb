# A command that fails in the end is answered NO behind the words.
SET progress_interval 60
BULK INBOX 2
FOLDER other
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: s SELECT INBOX
S... s OK *
SLOW copy 200
TROUBLE copy over_quota
C: b COPY 1 other
S: * OK [INPROGRESS ("b" NIL NIL)] Still working on this.
S... b NO [OVERQUOTA] *

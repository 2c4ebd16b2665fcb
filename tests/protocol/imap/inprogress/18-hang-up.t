# Who hangs up in the middle is waited for no longer than the command takes.
SET progress_interval 250
BULK INBOX 2
FOLDER other
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: s SELECT INBOX
S... s OK *
SLOW copy 300
C: b COPY 1:2 other
S: * OK [INPROGRESS ("b" NIL NIL)] Still working on this.
CLOSE

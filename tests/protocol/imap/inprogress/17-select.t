# A SELECT that has much to read first; "no sooner" holds for each command by itself.
SET progress_interval 60
BULK INBOX 2
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
SLOW refresh 200
C: b SELECT INBOX
S: * OK [INPROGRESS ("b" NIL NIL)] Still working on this.
S... * 2 EXISTS
S... b OK [READ-WRITE] Select completed.

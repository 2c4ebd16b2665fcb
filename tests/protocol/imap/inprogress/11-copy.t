# RFC 9585 4: COPY is one step for us, and has no numbers to tell.
SET progress_interval 60
BULK INBOX 2
FOLDER Meeting-Minutes
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: s SELECT INBOX
S... s OK *
SLOW copy 200
C: A003 COPY 1:2 Meeting-Minutes
S: * OK [INPROGRESS ("A003" NIL NIL)] Still working on this.
S... A003 OK [COPYUID *

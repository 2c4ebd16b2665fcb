# RFC 9585 4: a tag with "]" cannot be told.
SET progress_interval 60
BULK INBOX 2
FOLDER other
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: s SELECT INBOX
S... s OK *
SLOW copy 200
C: A]3 COPY 1:2 other
S: * OK [INPROGRESS (NIL NIL NIL)] Still working on this.
S... A]3 OK [COPYUID *

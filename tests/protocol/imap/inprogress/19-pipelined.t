# Answers to the commands before come before the words.
SET progress_interval 60
BULK INBOX 2
FOLDER other
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: s SELECT INBOX
S... s OK *
SLOW copy 200
C: a NOOP
C: b COPY 1:2 other
C: c NOOP
S: a OK NOOP completed.
S: * OK [INPROGRESS ("b" NIL NIL)] Still working on this.
S... b OK [COPYUID *
S: c OK NOOP completed.

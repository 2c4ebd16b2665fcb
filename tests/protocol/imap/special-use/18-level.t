# A level that is no mailbox has no use.
SET special_use Trash Trash
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
FOLDER Trash.old
C: z1 DELETE Trash
S... z1 OK *
C: b LIST (SPECIAL-USE) "" *
S: b OK List completed.

# Of one use the first mailbox that is there.
SET special_use Junk Junk Spam Junk
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
FOLDER Spam
C: b LIST (SPECIAL-USE) "" "*"
S: * LIST (\HasNoChildren \Junk) "." Spam
S: b OK List completed.
FOLDER Junk
C: c LIST (SPECIAL-USE) "" "*"
S: * LIST (\HasNoChildren \Junk) "." Junk
S: c OK List completed.

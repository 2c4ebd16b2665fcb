# RFC 6154 5.2: the selection option lists nothing else.
SET special_use SentMail Sent MyDrafts Drafts Trash Trash
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
FOLDER SentMail
FOLDER ToDo
FOLDER Trash
C: t3 LIST (SPECIAL-USE) "" "*"
S: * LIST (\HasNoChildren \Sent) "." SentMail
S: * LIST (\HasNoChildren \Trash) "." Trash
S: t3 OK List completed.

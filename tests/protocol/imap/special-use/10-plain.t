# RFC 6154 5.1: in a plain LIST.
SET special_use SentMail Sent MyDrafts Drafts Trash Trash
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
FOLDER ToDo
FOLDER SentMail
FOLDER MyDrafts
FOLDER Trash
C: t1 LIST "" "%"
S: * LIST (\HasNoChildren) "." INBOX
S: * LIST (\HasNoChildren \Drafts) "." MyDrafts
S: * LIST (\HasNoChildren \Sent) "." SentMail
S: * LIST (\HasNoChildren) "." ToDo
S: * LIST (\HasNoChildren \Trash) "." Trash
S: t1 OK List completed.

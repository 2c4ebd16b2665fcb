# RFC 6154 5.2: the return option.
SET special_use SentMail Sent MyDrafts Drafts Trash Trash
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
FOLDER SentMail
FOLDER ToDo
C: t2 LIST "" "%" RETURN (SPECIAL-USE)
S: * LIST (\HasNoChildren) "." INBOX
S: * LIST (\HasNoChildren \Sent) "." SentMail
S: * LIST (\HasNoChildren) "." ToDo
S: t2 OK List completed.

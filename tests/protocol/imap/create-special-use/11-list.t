# RFC 6154 5.2: what was set is told, and selected by, as any use.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: a1 CREATE SentMail (USE (\sent))
S~ a1 OK [MAILBOXID (*)] Create completed.
C: a2 CREATE ToDo (USE ())
S~ a2 OK [MAILBOXID (*)] Create completed.
C: t3 LIST (SPECIAL-USE) "" "*"
S: * LIST (\HasNoChildren \Sent) "." SentMail
S: t3 OK List completed.
C: t4 LIST "" "%" RETURN (SPECIAL-USE)
S: * LIST (\HasNoChildren) "." INBOX
S: * LIST (\HasNoChildren \Sent) "." SentMail
S: * LIST (\HasNoChildren) "." ToDo
S: t4 OK List completed.

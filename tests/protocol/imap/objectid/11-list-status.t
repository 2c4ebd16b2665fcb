# RFC 8474 4.3: together with LIST-STATUS.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
FOLDER bar
C: 11 LIST "" "*" RETURN (STATUS (MAILBOXID MESSAGES))
S~ * LIST (*) "." INBOX
S: * STATUS INBOX (MAILBOXID (F1001) MESSAGES 0)
S~ * LIST (*) "." bar
S: * STATUS bar (MAILBOXID (F1002) MESSAGES 0)
S: 11 OK List completed.

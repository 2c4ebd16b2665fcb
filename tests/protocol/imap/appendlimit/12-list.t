# RFC 7889 3.2: by LIST.
SET message_limit 257890
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: t1 LIST "" % RETURN (STATUS (APPENDLIMIT))
S: * LIST (\HasNoChildren) "." INBOX
S: * STATUS INBOX (APPENDLIMIT 257890)
S: t1 OK List completed.

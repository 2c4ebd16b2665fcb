# With the other return options: STATUS, MYRIGHTS, SUBSCRIBED.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
TEXT INBOX Subject: one\n\nbody\n
C: b LIST "" INBOX RETURN (SUBSCRIBED METADATA (/private/comment) STATUS (MESSAGES) MYRIGHTS)
S: * LIST (\HasNoChildren) "." INBOX
S: * STATUS INBOX (MESSAGES 1)
S: * MYRIGHTS INBOX lrswipkxteacd
S: * METADATA INBOX (/private/comment NIL)
S: b OK List completed.

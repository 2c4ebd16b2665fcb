# Together with the other return options.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: b LIST "" INBOX RETURN (MYRIGHTS CHILDREN STATUS (MESSAGES) SUBSCRIBED)
S: * LIST (\HasNoChildren) "." INBOX
S: * STATUS INBOX (MESSAGES 0)
S: * MYRIGHTS INBOX lrswipkxteacd
S: b OK List completed.

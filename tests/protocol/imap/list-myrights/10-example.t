# RFC 8440 §4: what is no mailbox has no MYRIGHTS response.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
FOLDER foo
TEXT bar.child Subject: one\n\nbody\n
C: A01 LIST "" % RETURN (MYRIGHTS)
S: * LIST (\HasNoChildren) "." INBOX
S: * MYRIGHTS INBOX lrswipkxteacd
S: * LIST (\NonExistent \HasChildren) "." bar
S: * LIST (\HasNoChildren) "." foo
S: * MYRIGHTS foo lrswipkxteacd
S: A01 OK List completed.

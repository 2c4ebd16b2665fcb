# RFC 8440 §4: what is listed for its children alone has none.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
FOLDER foo.bar
C: b SUBSCRIBE INBOX
S: b OK Subscribe completed.
C: c SUBSCRIBE foo.bar
S: c OK Subscribe completed.
C: A02 LIST (SUBSCRIBED RECURSIVEMATCH) "" % RETURN (MYRIGHTS)
S: * LIST (\HasNoChildren \Subscribed) "." INBOX
S: * MYRIGHTS INBOX lrswipkxteacd
S: * LIST (\HasChildren) "." foo ("CHILDINFO" ("SUBSCRIBED"))
S: A02 OK List completed.

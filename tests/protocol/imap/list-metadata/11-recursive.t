# RFC 9590 §4: what is listed for its children alone has no METADATA.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
FOLDER foo.bar
C: b SUBSCRIBE INBOX
S: b OK Subscribe completed.
C: c SUBSCRIBE foo.bar
S: c OK Subscribe completed.
C: d SETMETADATA INBOX (/private/comment "hello")
S: d OK Setmetadata completed.
C: e LIST (SUBSCRIBED RECURSIVEMATCH) "" % RETURN (METADATA (/private/comment))
S: * LIST (\HasNoChildren \Subscribed) "." INBOX
S: * METADATA INBOX (/private/comment "hello")
S: * LIST (\HasChildren) "." foo ("CHILDINFO" ("SUBSCRIBED"))
S: e OK List completed.

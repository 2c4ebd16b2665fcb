# Several entries in one response, in the order asked for; the case of names does not matter.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: b SETMETADATA INBOX (/private/comment "mine" /shared/comment "ours")
S: b OK Setmetadata completed.
C: c LIST "" INBOX RETURN (METADATA (/shared/comment /Private/Comment /private/none))
S: * LIST (\HasNoChildren) "." INBOX
S: * METADATA INBOX (/shared/comment "ours" /private/comment "mine" /private/none NIL)
S: c OK List completed.

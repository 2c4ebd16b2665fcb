# RFC 5465 5.6, 5.7: annotations that another session changes are named, of mailboxes and of the server; values are not told.
FOLDER Work
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: b NOTIFY SET (personal (MailboxMetadataChange)) (inboxes (ServerMetadataChange))
S: b OK Notify completed.
C: c IDLE
S: + idling
CONNECT 2
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: b SETMETADATA Work (/private/comment "mine" /private/color "red")
S: b OK Setmetadata completed.
ON 1
S: * METADATA Work /private/comment /private/color
ON 2
C: c SETMETADATA "" (/private/comment "of the server")
S: c OK Setmetadata completed.
ON 1
S: * METADATA "" /private/comment
ON 2
C: d SETMETADATA Work ("/private/a b (c)" "x")
S: d OK Setmetadata completed.
ON 1
S: * METADATA Work "/private/a b (c)"
C: DONE
S: c OK Idle completed.

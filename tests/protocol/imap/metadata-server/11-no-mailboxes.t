# Mailboxes are refused, those that are not there in the same words.
SET mailbox_metadata no
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: b SETMETADATA INBOX (/private/comment "y")
S: b NO [CANNOT] Mailboxes have no annotations here.
C: c GETMETADATA INBOX /private/comment
S: c NO [CANNOT] Mailboxes have no annotations here.
C: d GETMETADATA Nowhere /private/comment
S: d NO [CANNOT] Mailboxes have no annotations here.

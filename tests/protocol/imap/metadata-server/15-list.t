# LIST-METADATA needs METADATA: it is not announced, and the option tells nothing.
SET mailbox_metadata no
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: b SETMETADATA "" (/private/vendor/cmu/x "y")
S: b OK Setmetadata completed.
C: c LIST "" % RETURN (METADATA (/private/comment))
S: * LIST (\HasNoChildren) "." INBOX
S: c OK List completed.

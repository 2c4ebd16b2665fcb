# METADATA-SERVER stands in place of METADATA: the server has annotations, mailboxes have none (RFC 5464 §1).
SET mailbox_metadata no
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: b CAPABILITY
S~ * CAPABILITY * METADATA-SERVER *
S: b OK Capability completed.
C: c SETMETADATA "" (/private/vendor/cmu/x "y")
S: c OK Setmetadata completed.
C: d GETMETADATA "" /private/vendor/cmu/x
S: * METADATA "" (/private/vendor/cmu/x "y")
S: d OK Getmetadata completed.

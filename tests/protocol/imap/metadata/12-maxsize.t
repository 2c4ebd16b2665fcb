# RFC 5464 §4.2.1: values above MAXSIZE are left out and the largest is told. The option may stand in front of the mailbox
# (the grammar) or behind it (the examples).
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C! b SETMETADATA INBOX (/private/comment "My own comment" /shared/comment {2199+}\r\n
C* 2199 x
C: )
S: b OK Setmetadata completed.
C: c GETMETADATA "INBOX" (MAXSIZE 1024) (/shared/comment /private/comment)
S: * METADATA INBOX (/private/comment "My own comment")
S: c OK [METADATA LONGENTRIES 2199] Getmetadata completed.
C: d GETMETADATA (MAXSIZE 1024) INBOX (/shared/comment /private/comment)
S: * METADATA INBOX (/private/comment "My own comment")
S: d OK [METADATA LONGENTRIES 2199] Getmetadata completed.
C: e GETMETADATA (MAXSIZE 14 DEPTH infinity) INBOX /private
S: * METADATA INBOX (/private/comment "My own comment")
S: e OK Getmetadata completed.
C: f GETMETADATA (MAXSIZE 13) INBOX /private/comment
S: f OK [METADATA LONGENTRIES 14] Getmetadata completed.

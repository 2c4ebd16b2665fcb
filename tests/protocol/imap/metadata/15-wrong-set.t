# Syntax, and names that no entry has (RFC 5464 §3.2): BAD.
SET hard_error_limit 100
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: b SETMETADATA
S~ b BAD Error in IMAP command *
C: b SETMETADATA INBOX
S~ b BAD Error in IMAP command *
C: b SETMETADATA INBOX /private/comment "x"
S~ b BAD Error in IMAP command *
C: b SETMETADATA INBOX ()
S~ b BAD Error in IMAP command *
C: b SETMETADATA INBOX (/private/comment)
S~ b BAD Error in IMAP command *
C: b SETMETADATA INBOX (/private/comment word)
S~ b BAD Error in IMAP command *
C: b SETMETADATA INBOX (/private/comment "x"
S~ b BAD Error in IMAP command *
C: b SETMETADATA INBOX (/private/comment "x") more
S~ b BAD Error in IMAP command *
C: b SETMETADATA INBOX (/comment "x")
S~ b BAD Error in IMAP command *
C: b SETMETADATA INBOX (/private "x")
S~ b BAD Error in IMAP command *
C: b SETMETADATA INBOX (/private//x "x")
S~ b BAD Error in IMAP command *
C: b SETMETADATA INBOX (/private/x/ "x")
S~ b BAD Error in IMAP command *
C: b SETMETADATA INBOX ("/private/a*" "x")
S~ b BAD Error in IMAP command *
C: b SETMETADATA INBOX ("/private/a%" "x")
S~ b BAD Error in IMAP command *
C: b SETMETADATA INBOX (/private/vendor/cmu "x")
S~ b BAD Error in IMAP command *

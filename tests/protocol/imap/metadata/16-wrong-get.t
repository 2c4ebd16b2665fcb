# Syntax, and names that no entry has (RFC 5464 §3.2): BAD.
SET hard_error_limit 100
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: c GETMETADATA
S~ c BAD Error in IMAP command *
C: c GETMETADATA INBOX
S~ c BAD Error in IMAP command *
C: c GETMETADATA INBOX ()
S~ c BAD Error in IMAP command *
C: c GETMETADATA INBOX (DEPTH 2) /private
S~ c BAD Error in IMAP command *
C: c GETMETADATA INBOX (DEPTH) /private
S~ c BAD Error in IMAP command *
C: c GETMETADATA (MAXSIZE -1) INBOX /private
S~ c BAD Error in IMAP command *
C: c GETMETADATA (COLOR 1) INBOX /private
S~ c BAD Error in IMAP command *
C: c GETMETADATA INBOX (/private/a /shared/a
S~ c BAD Error in IMAP command *
C! c GETMETADATA INBOX "/private/\xc3"\r\n
S~ c BAD Error in IMAP command *
C: c GETMETADATA INBOX comment
S~ c BAD Error in IMAP command *

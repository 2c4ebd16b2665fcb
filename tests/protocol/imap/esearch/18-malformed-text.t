# A text that is not in its charset is no search text.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
BULK INBOX 1
C: s SELECT INBOX
S... s OK *
C! b SEARCH RETURN (ALL) CHARSET UTF-8 SUBJECT "x\xff"\r\n
S: b BAD Error in IMAP command SEARCH: text is not in the charset.
C! c SEARCH CHARSET ISO-2022-JP SUBJECT {2+}\r\n\xff\xff\r\n
S: c BAD Error in IMAP command SEARCH: text is not in the charset.

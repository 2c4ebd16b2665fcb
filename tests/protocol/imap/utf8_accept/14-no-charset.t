# RFC 9755 3: a SEARCH that names a charset is BAD, be it UTF-8.
BULK INBOX 1
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: e ENABLE UTF8=ACCEPT
S: * ENABLED UTF8=ACCEPT
S: e OK Enabled.
C: s SELECT INBOX
S... s OK *
C: b SEARCH CHARSET UTF-8 ALL
S: b BAD Error in IMAP command SEARCH: the charset is UTF-8 already.
C: c UID SEARCH RETURN (COUNT) CHARSET US-ASCII ALL
S: c BAD Error in IMAP command SEARCH: the charset is UTF-8 already.
C: d SEARCH ALL
S: * SEARCH 1
S: d OK Search completed.

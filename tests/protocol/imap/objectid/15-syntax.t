# objectid = 1*255(ALPHA / DIGIT / "_" / "-") (RFC 8474 7).
SET hard_error_limit 50
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
TEXT INBOX Subject: a\n\none\n
C: s SELECT INBOX
S... s OK *
C: b SEARCH EMAILID
S~ b BAD Error in IMAP command SEARCH: *
C: c SEARCH EMAILID M.1
S~ c BAD Error in IMAP command SEARCH: *
C: d SEARCH EMAILID "M1"
S~ d BAD Error in IMAP command SEARCH: *
C: e SEARCH THREADID (T)
S~ e BAD Error in IMAP command SEARCH: *
C: f FETCH 1 EMAILID[1]
S~ f BAD Error in IMAP command FETCH: *
C: g STATUS INBOX (MAILBOXIDS)
S~ g BAD Error in IMAP command STATUS: *
C! h SEARCH EMAILID 
C* 256 x
C! \r\n
S~ h BAD Error in IMAP command SEARCH: *
C! i SEARCH EMAILID \x20
C! \r\n
S~ i BAD Error in IMAP command SEARCH: *

# Search keys with a date, one without (RFC 8514 5).
SET hard_error_limit 50
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
TEXT INBOX Subject: a\n\none\n
C: s SELECT INBOX
S... s OK *
C: b SEARCH SAVEDON
S~ b BAD Error in IMAP command SEARCH: *
C: c SEARCH SAVEDBEFORE yesterday
S~ c BAD Error in IMAP command SEARCH: *
C: d SEARCH SAVEDSINCE 31-Feb-2024
S~ d BAD Error in IMAP command SEARCH: *
C: e SEARCH SAVEDATESUPPORTED 1-Jan-2024
S~ e BAD Error in IMAP command SEARCH: *
C: f FETCH 1 SAVEDATES
S~ f BAD Error in IMAP command FETCH: *
C: g SEARCH SAVEDATE 1-Jan-2024
S~ g BAD Error in IMAP command SEARCH: *
C: h SEARCH savedon "14-Nov-2023"
S: * SEARCH 1
S: h OK Search completed.

# What is no list of result options.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: s SELECT INBOX
S... s OK *
C: b SEARCH RETURN (FROB) ALL
S: b BAD Error in IMAP command SEARCH: unknown result option.
C: c SEARCH RETURN (MIN
S: c BAD Error in IMAP command SEARCH: result options without end.
C: d SEARCH RETURN (MIN)
S~ d BAD Error in IMAP command SEARCH: *
C: e SEARCH RETURN MIN ALL
S~ e BAD Error in IMAP command SEARCH: *
C: f SEARCH RETURN (MIN)ALL
S~ f BAD Error in IMAP command SEARCH: *

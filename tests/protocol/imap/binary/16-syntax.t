# section-binary is a part and nothing else (RFC 3516 7).
SET hard_error_limit 50
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
TEXT INBOX Subject: a\n\nabc\n
C: s SELECT INBOX
S... s OK *
C: b FETCH 1 BINARY
S~ b BAD Error in IMAP command FETCH: *
C: c FETCH 1 BINARY[HEADER]
S~ c BAD Error in IMAP command FETCH: *
C: d FETCH 1 BINARY[1.MIME]
S~ d BAD Error in IMAP command FETCH: *
C: e FETCH 1 BINARY.SIZE[1]<0.5>
S~ e BAD Error in IMAP command FETCH: *
C: f FETCH 1 BINARY[0]
S~ f BAD Error in IMAP command FETCH: *
C: g FETCH 1 BINARY[1]<0.0>
S~ g BAD Error in IMAP command FETCH: *
C: h FETCH 1 BINARY.FROB[1]
S~ h BAD Error in IMAP command FETCH: *
C! i CREATE ~{3+}\r\nabc\r\n
S~ i BAD Error in IMAP command CREATE: *

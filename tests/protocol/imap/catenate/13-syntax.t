# cat-part is TEXT literal or URL astring (RFC 4469 5).
SET hard_error_limit 50
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: b APPEND INBOX CATENATE ()
S~ b BAD Error in IMAP command APPEND: *
C: c APPEND INBOX CATENATE (URL)
S~ c BAD Error in IMAP command APPEND: *
C: d APPEND INBOX CATENATE (TEXT abc)
S~ d BAD Error in IMAP command APPEND: *
C: e APPEND INBOX CATENATE (URL a
S~ e BAD Error in IMAP command APPEND: *
C! f APPEND INBOX CATENATE (TEXT {2+}\r\nab\r\n
S~ f BAD Error in IMAP command APPEND: *
C! g APPEND INBOX CATENATE (TEXT {2+}\r\nab) x\r\n
S~ g BAD Error in IMAP command APPEND: *
C! h APPEND INBOX CATENATE (TEXT {2+}\r\nab FROB {2+}\r\nab)\r\n
S~ h BAD Error in IMAP command APPEND: *
C! i APPEND INBOX CATENATE (TEXT ~{2+}\r\nab)\r\n
S~ i BAD Error in IMAP command APPEND: *
C: j APPEND INBOX CATENATE TEXT
S~ j BAD Error in IMAP command APPEND: *
C: k STATUS INBOX (MESSAGES)
S: * STATUS INBOX (MESSAGES 0)
S: k OK Status completed.

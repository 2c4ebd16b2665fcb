# What stands between two messages is flags, date, literal.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C! b APPEND INBOX {3+}\r\na\r\n frob\r\n
S~ b BAD Error in IMAP command APPEND: *
C! c APPEND INBOX {3+}\r\na\r\n{3+}\r\nb\r\n\r\n
S~ c BAD Error in IMAP command APPEND: *
C! d APPEND INBOX {3+}\r\na\r\n (\\Frob) {3+}\r\nb\r\n\r\n
S~ d BAD Error in IMAP command APPEND: *
C! e APPEND INBOX {3+}\r\na\r\n "yesterday" {3+}\r\nb\r\n\r\n
S~ e BAD Error in IMAP command APPEND: *
C! f APPEND INBOX {3+}\r\na\r\n (\\Seen)\r\n
S~ f BAD Error in IMAP command APPEND: *
C: g STATUS INBOX (MESSAGES)
S: * STATUS INBOX (MESSAGES 0)
S: g OK Status completed.

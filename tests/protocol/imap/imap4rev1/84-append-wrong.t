# Malformed APPENDs leave nothing behind.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: b APPEND INBOX
S: b BAD Error in IMAP command APPEND: message literal expected.
C! c APPEND INBOX {3+}\r\nabc and more\r\n
S: c BAD Error in IMAP command APPEND: unexpected argument.
C! d APPEND INBOX {3+}\r\nabc x {4}\r\n
S: d BAD Error in IMAP command APPEND: unexpected argument.
C: e APPEND INBOX (\Seen "x" {3}
S: + OK
C: abc
S~ e BAD *
C: f STATUS INBOX (MESSAGES)
S: * STATUS INBOX (MESSAGES 0)
S: f OK Status completed.

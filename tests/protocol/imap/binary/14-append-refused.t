# What lines cannot hold is refused, not changed (RFC 3516 4.4); and with it the whole MULTIAPPEND.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C! b APPEND INBOX ~{8+}\r\n\r\na\0b\nc\n\r\n
S~ b NO [UNKNOWN-CTE] *
C! c APPEND INBOX {3+}\r\na\r\n ~{8+}\r\n\r\na\0b\nc\n {3+}\r\nb\r\n\r\n
S~ c NO [UNKNOWN-CTE] *
C: d STATUS INBOX (MESSAGES)
S: * STATUS INBOX (MESSAGES 0)
S: d OK Status completed.
C! e APPEND INBOX ~{8+}\r\n\r\na\0b\r\nc\r\n
S~ e OK [APPENDUID * 1] Append completed.
C! f APPEND INBOX {3+}\r\na\r\n ~{5+}\r\n\0b\r\nc\r\n
S~ f OK [APPENDUID * 2:3] Append completed.

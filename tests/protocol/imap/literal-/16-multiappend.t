# RFC 7888 7: in MULTIAPPEND each literal counts by itself.
SET literal_minus yes
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C! b APPEND INBOX {3+}\r\na\r\n {4096+}\r\n
C* 4096 x
C! \r\n
S~ b OK [APPENDUID * 1:2] *
C! c APPEND INBOX {3+}\r\na\r\n {4097+}\r\n
C* 4097 x
C! \r\nd STATUS INBOX (MESSAGES)\r\n
S~ c BAD [TOOBIG] *
S: * STATUS INBOX (MESSAGES 2)
S: d OK Status completed.

# RFC 9738 3.1: MULTIAPPEND of more than may be appends nothing.
SET messages_at_once 3
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C! b APPEND INBOX {1+}\r\nx {1+}\r\nx {1+}\r\nx {1+}\r\nx\r\n
S: b NO [MESSAGELIMIT 3] Too many messages in one APPEND.
C! c APPEND INBOX {1+}\r\nx {1+}\r\nx {1+}\r\nx\r\n
S~ c OK [APPENDUID * 1:3] Append completed.

# RFC 7888 5: above 4096 octets APPEND is BAD with TOOBIG, and the octets are read.
SET literal_minus yes
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C! b APPEND INBOX {4097+}\r\n
C* 4097 x
C! \r\nc NOOP\r\n
S~ b BAD [TOOBIG] *
S: c OK NOOP completed.

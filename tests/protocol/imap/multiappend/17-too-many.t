# More than 256 at once are refused; none is there.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C! b APPEND INBOX
C* 257 \x20{3+}\r\na\r\n
C! \r\n
S: b NO [LIMIT] Too many messages in one APPEND.
C! c APPEND INBOX
C* 256 \x20{3+}\r\na\r\n
C! \r\n
S~ c OK [APPENDUID * 1:256] Append completed.

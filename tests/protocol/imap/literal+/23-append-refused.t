# A refused APPEND swallows its message.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C! b APPEND Nowhere {5+}\r\nhello\r\nc NOOP\r\n
S~ b NO [TRYCREATE] *
S: c OK NOOP completed.

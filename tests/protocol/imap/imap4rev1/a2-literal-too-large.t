# Literals beyond the limit: refused, or swallowed (RFC 7888 4).
SET literal_limit 100
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: b SELECT {101}
S: b BAD [TOOBIG] Literal is too large.
C! c SELECT {101+}\r\n
C* 101 x
C!  and the rest {5+}\r\n12345\r\nd NOOP\r\n
S: c BAD [TOOBIG] Literal is too large.
S: d OK NOOP completed.
C! e STATUS {60+}\r\n
C* 60 x
C!  {60+}\r\n
C* 60 x
C! \r\nf NOOP\r\n
S: e BAD [TOOBIG] Literal is too large.
S: f OK NOOP completed.

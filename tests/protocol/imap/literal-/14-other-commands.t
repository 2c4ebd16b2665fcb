# Other commands keep to it, too.
SET literal_minus yes
SET literal_limit 65536
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C! b LIST "" {5000+}\r\n
C* 5000 x
C! \r\nc NOOP\r\n
S~ b BAD [TOOBIG] *
S: c OK NOOP completed.

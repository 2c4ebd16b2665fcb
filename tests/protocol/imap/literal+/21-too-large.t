# Too large: it is swallowed and refused, and the connection goes on.
SET literal_limit 4096
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C! b LIST {5000+}\r\n
C* 5000 x
C! \x20"*"\r\nc NOOP\r\n
S~ b BAD [TOOBIG] *
S: c OK NOOP completed.

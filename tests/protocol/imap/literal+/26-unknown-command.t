# An unknown command with a literal is read to its end.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C! b FROB {10+}\r\n0123456789 x\r\nc NOOP\r\n
S~ b BAD *
S: c OK NOOP completed.

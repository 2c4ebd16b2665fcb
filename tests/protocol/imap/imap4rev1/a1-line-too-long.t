# A line beyond the limit is refused and the dialogue goes on.
SET line_limit 10000
SET clear_limit 10000
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C! b NOOP 
C* 2000 0123456789
C! \r\n
S: b BAD Command line too long.
C: c NOOP
S: c OK NOOP completed.

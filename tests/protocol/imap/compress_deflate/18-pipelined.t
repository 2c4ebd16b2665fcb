# Nothing may be sent behind COMPRESS before its answer (RFC 4978 3).
NOCUT in pieces the command behind comes later
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: b COMPRESS DEFLATE
C: c NOOP
S: * BYE Command may not be pipelined.
CLOSED

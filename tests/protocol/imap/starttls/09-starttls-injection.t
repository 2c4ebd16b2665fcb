# What is pipelined behind STARTTLS in clear never runs: the connection ends.
SET tls yes
NOCUT the pieces would not arrive together
S~ * OK *
C: a STARTTLS
C: b NOOP
S: * BYE Command may not be pipelined.
CLOSED

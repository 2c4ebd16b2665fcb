# Syntax.
SET mailbox_metadata no
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: b GETMETADATA ""
S~ b BAD *
C: c SETMETADATA "" (/private "x")
S~ c BAD *
C: d SETMETADATA ""
S~ d BAD *
C: e GETMETADATA "" /other/x
S~ e BAD *

# Both kinds in one command.
S~ * OK *
C! a LOGIN {17+}\r\nalice@example.org {6}\r\n
S: + OK
C! secret\r\n
S~ a OK *

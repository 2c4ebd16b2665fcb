# As many names as a line holds.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C! b ENABLE
C* 300 \x20FROB
C! \r\n
S: * ENABLED
S: b OK Enabled.

# Names are atoms, not strings.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: b ENABLE "FROB"
S~ b BAD Error in IMAP command ENABLE: *
C! c ENABLE {4+}\r\nFROB\r\n
S~ c BAD Error in IMAP command ENABLE: *

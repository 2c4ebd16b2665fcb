# RFC 9586 3.1.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK [CAPABILITY * UIDONLY *
C: 01 ENABLE UIDONLY
S: * ENABLED UIDONLY
S: 01 OK Enabled.

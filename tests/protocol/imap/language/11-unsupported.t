# RFC 5255 3.2, A002: nothing changes.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: A002 LANGUAGE MUL
S: A002 NO Unsupported language.
C: A003 LANGUAGE DE FR-CA
S: A003 NO Unsupported language.

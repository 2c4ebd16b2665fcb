# RFC 5255 3.2, E001: the first range that is known by lookup.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: E001 LANGUAGE FR-CA EN-CA
S: * LANGUAGE (en)
S: E001 OK Language completed.
C: E002 LANGUAGE i-Default
S: * LANGUAGE (i-default)
S: E002 OK Language completed.

# RFC 5255 3.2, D003: what the administrator prefers.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: D003 LANGUAGE "default"
S: * LANGUAGE (en)
S: D003 OK Language completed.
C: D004 LANGUAGE "*"
S: * LANGUAGE (en)
S: D004 OK Language completed.

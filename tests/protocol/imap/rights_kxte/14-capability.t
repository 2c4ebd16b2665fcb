# RFC 4314 §5.1.1: RIGHTS= names the rights beside those of RFC 2086, and comes with ACL.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: 1 CAPABILITY
S~ * CAPABILITY * ACL RIGHTS=kxte *
S: 1 OK Capability completed.

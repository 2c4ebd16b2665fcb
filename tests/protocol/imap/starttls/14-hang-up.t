# A client that goes away instead of shaking hands.
SET tls yes
S~ * OK *
C: a STARTTLS
S: a OK Begin TLS negotiation now.
CLOSE

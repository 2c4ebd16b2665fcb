# RFC 4978 3, the first example: under TLS, after the login.
SET tls yes
S~ * OK [CAPABILITY * STARTTLS *
C: a starttls
S: a OK Begin TLS negotiation now.
TLS mail.example.org
C: b login alice@example.org secret
S~ b OK *
C: c compress deflate
S: c OK DEFLATE active.
DEFLATE
C: s SELECT INBOX
S... s OK *

# Not after the login.
SET tls yes
S~ * OK [CAPABILITY * STARTTLS *
C: a LOGIN alice@example.org secret
S~ a OK *
C: b STARTTLS
S: b BAD Already logged in.

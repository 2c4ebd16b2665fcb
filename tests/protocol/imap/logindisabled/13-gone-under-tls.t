# Under TLS the name is gone and LOGIN works.
SET tls_auth_only yes
SET tls yes
S~ * OK [CAPABILITY * STARTTLS LOGINDISABLED] *
C: a STARTTLS
S: a OK Begin TLS negotiation now.
TLS mail.example.org
C: b CAPABILITY
S~ * CAPABILITY * AUTH=PLAIN AUTH=LOGIN
S~ b OK *
C: c LOGIN alice@example.org secret
S~ c OK [CAPABILITY *

# STARTTLS: capabilities change, a second one is refused.
SET tls_auth_only yes
SET tls yes
S~ * OK [CAPABILITY * STARTTLS LOGINDISABLED] *
C: a STARTTLS
S: a OK Begin TLS negotiation now.
TLS mail.example.org
C: b CAPABILITY
S: * CAPABILITY IMAP4rev1 IMAP4rev2 SASL-IR ID ENABLE IDLE LANGUAGE LITERAL+ AUTH=PLAIN AUTH=LOGIN
S~ b OK *
C: c STARTTLS
S: c BAD TLS is already active.
C: d LOGIN alice@example.org secret
S~ d OK *
C: e STARTTLS
S: e BAD Already logged in.

# STARTTLS without a certificate.
S~ * OK [CAPABILITY IMAP4rev1 SASL-IR ID ENABLE IDLE LITERAL+ AUTH=*
C: a STARTTLS
S: a BAD TLS is not available.

# Under TLS the capability is gone.
SET tls yes
S~ * OK [CAPABILITY * STARTTLS *
C: a STARTTLS
S: a OK Begin TLS negotiation now.
TLS mail.example.org
C: b CAPABILITY
S~ * CAPABILITY IMAP4rev1 *
S~ b OK *
C: c STARTTLS
S: c BAD TLS is already active.

# no timestamp where logging in needs TLS first
SET pop3d_tls_security_level encrypt
APOP
S: +OK Mailstead POP3 ready
C: APOP bob c4c9334bac560ecc979e58001b3e22fb
S: -ERR STLS must come first
C: STLS
S: +OK begin TLS negotiation
TLS
C: APOP bob c4c9334bac560ecc979e58001b3e22fb
S: -ERR no APOP here

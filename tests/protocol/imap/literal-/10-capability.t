# RFC 7888 5: never both names.
SET literal_minus yes
S~ * OK [CAPABILITY IMAP4rev1 SASL-IR ID ENABLE IDLE LITERAL- AUTH=*] *
C: a LOGIN alice@example.org secret
S~ a OK [CAPABILITY IMAP4rev1 SASL-IR ID ENABLE IDLE LITERAL- NAMESPACE *

# Where TLS is required no login is taken without it.
SET require_tls yes
SET tls yes
S: * OK [CAPABILITY IMAP4rev1 IMAP4rev2 SASL-IR ID ENABLE IDLE LANGUAGE LITERAL+ STARTTLS LOGINDISABLED] Mailstead ready.
C: a LOGIN alice@example.org secret
S: a NO [PRIVACYREQUIRED] TLS is required.
C: b NOOP
S~ b OK *

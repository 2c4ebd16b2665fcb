# A client from outside gets no clear-text password through without TLS.
SET tls_auth_only remote
SET tls yes
S: * OK [CAPABILITY IMAP4rev1 IMAP4rev2 SASL-IR ID ENABLE IDLE LANGUAGE LITERAL+ STARTTLS LOGINDISABLED] Mailstead ready.
C: a LOGIN alice@example.org secret
S~ a NO [PRIVACYREQUIRED] *
C: b AUTHENTICATE PLAIN AGFsaWNlQGV4YW1wbGUub3JnAHNlY3JldA==
S~ b NO [PRIVACYREQUIRED] *

# Where all of IMAP asks for TLS, too.
SET require_tls yes
SET tls yes
S~ * OK [CAPABILITY * STARTTLS LOGINDISABLED] *
C: a LOGIN alice@example.org secret
S~ a NO [PRIVACYREQUIRED] *
C: b CAPABILITY
S~ * CAPABILITY * STARTTLS LOGINDISABLED
S~ b OK *

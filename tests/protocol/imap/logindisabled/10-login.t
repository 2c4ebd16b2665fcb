# LOGIN is refused before it is looked at (RFC 3501 6.2.3).
SET tls_auth_only yes
S~ * OK [CAPABILITY * LOGINDISABLED] *
C: a LOGIN alice@example.org secret
S~ a NO [PRIVACYREQUIRED] *
C: b SELECT INBOX
S: b BAD Please log in first.

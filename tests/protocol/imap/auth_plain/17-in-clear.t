# Not offered in clear where passwords need TLS, and refused by name.
SET tls_auth_only yes
S~ * OK [CAPABILITY * LOGINDISABLED] *
C: a AUTHENTICATE PLAIN AGFsaWNlQGV4YW1wbGUub3JnAHNlY3JldA==
S~ a NO [PRIVACYREQUIRED] *

# With remote, a loopback client may log in in clear.
SET tls_auth_only remote
PEER 127.0.0.1 1234
S~ * OK [CAPABILITY * AUTH=PLAIN AUTH=LOGIN] *
C: a LOGIN alice@example.org secret
S~ a OK *

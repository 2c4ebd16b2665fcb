# A client on this machine may, by default.
SET tls_auth_only remote
PEER 127.0.0.1
S~ * OK [CAPABILITY * AUTH=PLAIN AUTH=LOGIN] *
C: a LOGIN alice@example.org secret
S~ a OK *

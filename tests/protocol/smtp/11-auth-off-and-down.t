# Not enabled: not offered, refused. Enabled, but the auth role is gone: temporary, and nothing is opened.
S... 220 *
C: EHLO x
S... 250 *
C: AUTH PLAIN AHRlc3QAdGVzdHBhc3N3b3Jk
S: 503 5.5.1 Error: authentication not enabled
C: MAIL FROM:<a@b.example> AUTH=<>
S: 555 5.5.4 Unsupported option: AUTH=<>

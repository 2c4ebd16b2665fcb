SET smtpd_helo_required yes
SET smtpd_sasl_auth_enable yes
S... 220 *
C: MAIL FROM:<a@b.example>
S: 503 5.5.1 Error: send HELO/EHLO first
C: AUTH PLAIN
S: 503 5.5.1 Error: send HELO/EHLO first
C: HELO x
S: 250 demo1.nasa.lctseng.nctucs.net
C: MAIL FROM:<a@b.example>
S: 250 2.1.0 Ok

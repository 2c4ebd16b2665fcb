# FUTURERELEASE (RFC 4865): for who has logged in.
SET smtpd_extensions FUTURERELEASE
SET smtpd_future_release_limit 1000s
SET smtpd_sasl_auth_enable yes
S... 220 *
C: EHLO x
S... 250 CHUNKING
C: MAIL FROM:<a@b.example> HOLDFOR=100
S: 555 5.5.4 Unsupported option: HOLDFOR=100
C: AUTH PLAIN AHRlc3QAdGVzdHBhc3N3b3Jk
S: 235 2.7.0 Authentication successful
C: EHLO x
S... 250-CHUNKING
S: 250 FUTURERELEASE 1000 2026-11-20T21:03:48Z
C: MAIL FROM:<a@b.example> HOLDFOR=1001
S: 501 5.5.4 Error: a message is held back for at most 1000 seconds
C: MAIL FROM:<a@b.example> HOLDUNTIL=2026-11-20T21:03:49Z
S: 501 5.5.4 Error: a message is held back for at most 1000 seconds
C: MAIL FROM:<a@b.example> HOLDFOR=1 HOLDUNTIL=2026-11-20T21:03:48Z
S: 501 5.5.4 Bad HOLDUNTIL parameter syntax
C: MAIL FROM:<a@b.example> HOLDFOR=x
S: 501 5.5.4 Bad HOLDFOR parameter syntax
C: MAIL FROM:<a@b.example> HOLDFOR=100
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 250 2.1.5 Ok
C: DATA
S... 354 *
C! Subject: x\r\n\r\nhi\r\n.\r\n
S... 250 *
ENVELOPE release_at=1795207728000000
C: MAIL FROM:<a@b.example> HOLDUNTIL=2026-11-20T22:00:00+01:00
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 250 2.1.5 Ok
C: DATA
S... 354 *
C! Subject: x\r\n\r\nhi\r\n.\r\n
S... 250 *
ENVELOPE release_at=1795208400000000

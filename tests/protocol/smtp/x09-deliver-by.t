# DELIVERBY (RFC 2852): mode R needs time, mode N may be late already; RFC 4865 §5.2.2: not held back for longer.
SET smtpd_extensions DELIVERBY FUTURERELEASE
SET smtpd_deliver_by_minimum 60s
SET smtpd_sasl_auth_enable yes
S... 220 *
C: EHLO x
S... 250 DELIVERBY 60
C: MAIL FROM:<a@b.example> BY=0;R
S: 501 5.5.4 Bad BY parameter syntax
C: MAIL FROM:<a@b.example> BY=100
S: 501 5.5.4 Bad BY parameter syntax
C: MAIL FROM:<a@b.example> BY=100;X
S: 501 5.5.4 Bad BY parameter syntax
C: MAIL FROM:<a@b.example> BY=1000000000;N
S: 501 5.5.4 Bad BY parameter syntax
C: MAIL FROM:<a@b.example> BY=1;N BY=1;N
S: 501 5.5.4 Bad BY parameter syntax
C: MAIL FROM:<a@b.example> BY=59;R
S: 555 5.5.4 Error: mode R of BY= needs 60 seconds at least
C: MAIL FROM:<a@b.example> BY=+100;rt
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 250 2.1.5 Ok
C: DATA
S... 354 *
C! Subject: x\r\n\r\nhi\r\n.\r\n
S... 250 *
ENVELOPE deliver_by=1795207728000000
ENVELOPE by=RT
C: MAIL FROM:<a@b.example> BY=-100;N
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 250 2.1.5 Ok
C: DATA
S... 354 *
C! Subject: x\r\n\r\nhi\r\n.\r\n
S... 250 *
ENVELOPE deliver_by=1795207528000000
ENVELOPE by=N
C: AUTH PLAIN AHRlc3QAdGVzdHBhc3N3b3Jk
S: 235 2.7.0 Authentication successful
C: MAIL FROM:<a@b.example> BY=100;N HOLDFOR=101
S: 501 5.5.4 Error: the message would be held back for longer than BY= allows
C: MAIL FROM:<a@b.example> BY=100;N HOLDFOR=100
S: 250 2.1.0 Ok

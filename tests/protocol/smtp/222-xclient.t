# XCLIENT: a filter in front says who the client is; the session begins anew for it.
SET smtpd_authorized_xclient_hosts 192.0.2.0/24
SET smtpd_client_restrictions check_client_access inline:{ { foo.example = 550 foo } { 203.0.113.9 = 550 nine } }
S... 220 *
C: EHLO x
S... 250-VRFY
S: 250-ETRN
S: 250-XCLIENT NAME ADDR PROTO HELO REVERSE_NAME PORT LOGIN DESTADDR DESTPORT
S... 250 CHUNKING
C: XCLIENT NAME=foo.example ADDR=192.0.2.200 PORT=99 HELO=h.example PROTO=SMTP REVERSE_NAME=r.example
S: 220 demo1.nasa.lctseng.nctucs.net ESMTP Mailstead
C: MAIL FROM:<a@b.example>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 550 5.7.1 <foo.example[192.0.2.200]>: Client host rejected: foo
C: XCLIENT NAME=x.example
S: 503 5.5.1 Error: MAIL transaction in progress
C: RSET
S: 250 2.0.0 Ok
C: XCLIENT ADDR=203.0.113.9 NAME=[UNAVAILABLE] LOGIN=joe
S~ 220 *
C: MAIL FROM:<a@b.example>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 550 5.7.1 <unknown[203.0.113.9]>: Client host rejected: nine
LOG NOQUEUE: reject: RCPT from unknown[203.0.113.9]: 550 5.7.1 <unknown[203.0.113.9]>: Client host rejected: nine; from=<a@b.example> to=<bob@example.com> proto=SMTP sasl_username=joe
C: RSET
S: 250 2.0.0 Ok
# What a proxy passes on afterwards are that client's own words: it may not speak for others.
C: XCLIENT NAME=localhost ADDR=127.0.0.1
S: 550 5.7.0 Error: insufficient authorization
C: EHLO x
S... 250-ETRN
S: 250-ENHANCEDSTATUSCODES
S... 250 CHUNKING
CONNECT 2
S... 220 *
C: XCLIENT ADDR=IPV6:2001:db8::1
S~ 220 *

# XFORWARD: for the log and for what comes behind us, not for the restrictions.
SET smtpd_authorized_xforward_hosts 192.0.2.10
SET smtpd_client_restrictions check_client_access inline:{ { 203.0.113.9 = 550 nine } }
S... 220 *
C: EHLO x
S... 250-XFORWARD NAME ADDR PROTO HELO SOURCE PORT IDENT
S... 250 CHUNKING
C: XFORWARD NAME=n.example ADDR=203.0.113.9 PORT=5 HELO=y.example PROTO=SMTP IDENT=ID42 SOURCE=REMOTE
S: 250 2.0.0 Ok
C: XFORWARD FOO=1
S: 501 5.5.4 Bad XFORWARD attribute name: FOO
C: XFORWARD ADDR=nowhere
S: 501 5.5.4 Bad ADDR syntax: nowhere
C: MAIL FROM:<a@b.example>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 250 2.1.5 Ok
LOG *: client=unknown[192.0.2.10], orig_queue_id=ID42, orig_client=n.example[203.0.113.9]
C: XFORWARD NAME=z.example
S: 503 5.5.1 Error: MAIL transaction in progress
C: DATA
S~ 354 *
C: .
S~ 250 *
ENVELOPE client=n.example[203.0.113.9]
ENVELOPE helo=y.example
ENVELOPE protocol=SMTP
ENVELOPE port=5

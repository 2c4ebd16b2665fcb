# Every command badly written.
SET smtpd_hard_error_limit 100
SET smtpd_soft_error_limit 99
S... 220 *
C: EHLO
S: 501 Syntax: EHLO hostname
C: HELO
S: 501 Syntax: HELO hostname
C: MAIL
S: 501 5.5.4 Syntax: MAIL FROM:<address>
C: MAIL FROM
S: 501 5.5.4 Syntax: MAIL FROM:<address>
C: MAIL FROM:
S: 501 5.5.4 Syntax: MAIL FROM:<address>
C: MAIL TO:<a@b.example>
S: 501 5.5.4 Syntax: MAIL FROM:<address>
C: MAIL FROM:<a@b@c>
S: 501 5.1.7 Bad sender address syntax
C: MAIL FROM:<a@-b.example>
S: 501 5.1.7 Bad sender address syntax
C: MAIL FROM:<a@b..example>
S: 501 5.1.7 Bad sender address syntax
C: MAIL FROM:<a b@c.example>
S: 501 5.1.7 Bad sender address syntax
C: MAIL FROM:<a@[300.1.1.1]>
S: 501 5.1.7 Bad sender address syntax
C: MAIL FROM:<a@b.example> SIZE=abc
S: 501 5.5.4 Bad message size syntax
C: MAIL FROM:<a@b.example> BODY=9BIT
S: 555 5.5.4 Unsupported option: BODY=9BIT
C: MAIL FROM:<a@b.example> BODY=BINARYMIME
S: 555 5.5.4 Unsupported option: BODY=BINARYMIME
C: MAIL FROM:<a@b.example> RET=SOME
S: 501 5.5.4 Bad RET parameter syntax
C: MAIL FROM:<a@b.example> ENVID=+4
S: 501 5.5.4 Bad ENVID parameter syntax
C: MAIL FROM:<a@b.example> FOO=BAR
S: 555 5.5.4 Unsupported option: FOO=BAR
C: MAIL FROM:<a@[IPv6:2001:db8::1]> SIZE=100 BODY=8BITMIME
S: 250 2.1.0 Ok
C: RCPT
S: 501 5.5.4 Syntax: RCPT TO:<address>
C: RCPT TO:<>
S: 501 5.1.3 Bad recipient address syntax
C: RCPT TO:<bob@example.com
S: 501 5.1.3 Bad recipient address syntax
C: RCPT TO:<bob@example.com> NOTIFY=NEVER,DELAY
S: 501 5.5.4 Error: Bad NOTIFY parameter syntax
C: RCPT TO:<bob@example.com> ORCPT=bob
S: 501 5.5.4 Error: Bad ORCPT parameter syntax
C: RCPT TO:<bob@example.com> XDELIVERY=1
S: 555 5.5.4 Unsupported option: XDELIVERY=1
C: RSET x
S: 501 5.5.4 Syntax: RSET
C: DATA x
S: 554 5.5.1 Error: no valid recipients
C: VRFY
S: 501 5.5.4 Syntax: VRFY address
C: FOO
S: 500 5.5.2 Error: command not recognized
C: LHLO x
S: 500 5.5.2 Error: command not recognized
C:
S: 500 5.5.2 Error: bad syntax
C: EXPN list
S: 502 5.5.1 Error: command not implemented
C: ETRN example.com
S: 503 Error: MAIL transaction in progress
C: HELP
S~ 214 2.0.0 *
C: NOOP anything
S: 250 2.0.0 Ok
C! \xff\xfe\r\n
S: 500 5.5.2 Error: bad UTF-8 syntax

# The old list of 2.1 with AUTH= lines.
SET myhostname mail.example.com
SET mail_name Postfix
SET smtpd_sasl_auth_enable yes
SET broken_sasl_auth_clients yes
SET smtpd_discard_ehlo_keywords enhancedstatuscodes,dsn,chunking
SET smtputf8_enable no
S: 220 mail.example.com ESMTP Postfix
C: EHLO example.com
S: 250-mail.example.com
S: 250-PIPELINING
S: 250-SIZE 10240000
S: 250-VRFY
S: 250-ETRN
S: 250-AUTH PLAIN LOGIN
S: 250-AUTH=PLAIN LOGIN
S: 250 8BITMIME
C: MAIL FROM:<a@b.example> RET=FULL
S: 501 5.7.1 DSN support is disabled
C: quit
S~ 221 *Bye

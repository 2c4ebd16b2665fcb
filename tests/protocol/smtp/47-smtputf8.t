# RFC 6531: declared, or refused.
SET strict_smtputf8 yes
ACCOUNT bücher@example.com
S... 220 *
C: EHLO x
S... 250 *
C: MAIL FROM:<jürgen@b.example>
S: 553 5.6.7 Must declare SMTPUTF8 to send unicode address
C: MAIL FROM:<a@b.example>
S: 250 2.1.0 Ok
C: RCPT TO:<bücher@example.com>
S: 553 5.6.7 Must declare SMTPUTF8 to send unicode address
C: RSET
S: 250 2.0.0 Ok
C: MAIL FROM:<jürgen@b.example> SMTPUTF8
S: 250 2.1.0 Ok
C: RCPT TO:<bücher@example.com>
S: 250 2.1.5 Ok
C: DATA
S~ 354 *
C: .
S~ 250 *
FROM <jürgen@b.example>
ENVELOPE smtputf8=yes
TEXT 	by demo1.nasa.lctseng.nctucs.net (Mailstead) with UTF8SMTP id 6EBFAA7E91E

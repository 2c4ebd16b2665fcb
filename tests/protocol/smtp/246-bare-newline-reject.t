# smtpd_forbid_bare_newline = reject: with DATA and BDAT the message is refused, a command ends the session.
SET smtpd_forbid_bare_newline reject
SET smtpd_forbid_bare_newline_exclusions 192.0.2.99
S... 220 *
C: EHLO x
S... 250 *
C: MAIL FROM:<a@b.example>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 250 2.1.5 Ok
C: DATA
S~ 354 *
C! Subject: x\r\n\r\none\ntwo\r\n.\r\n
S: 550 5.5.2 demo1.nasa.lctseng.nctucs.net Error: bare <LF> received
QUEUED 0
C: MAIL FROM:<a@b.example>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 250 2.1.5 Ok
C! BDAT 8 LAST\r\na: b\n\r\n\n
S: 550 5.5.2 demo1.nasa.lctseng.nctucs.net Error: bare <LF> received
C! NOOP\n
S: 550 5.5.2 demo1.nasa.lctseng.nctucs.net Error: bare <LF> received
CLOSED
QUEUED 0
LOG *: bare <LF> received after BDAT from unknown[192.0.2.10]
LOG bare <LF> received after BDAT from unknown[192.0.2.10]
LOG *: bare <LF> received after DATA from unknown[192.0.2.10]
PEER 192.0.2.99
CONNECT 2
S... 220 *
C! NOOP\n
S: 250 2.0.0 Ok

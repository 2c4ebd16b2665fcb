# smtpd_forbid_bare_newline = note: told in the log, and taken.
SET smtpd_forbid_bare_newline note
SET smtpd_forbid_bare_newline_exclusions
S... 220 *
C! HELO x\n
S~ 250 *
LOG bare <LF> received after CONNECT from unknown[192.0.2.10]
C: MAIL FROM:<a@b.example>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 250 2.1.5 Ok
C: DATA
S~ 354 *
C! Subject: x\r\n\r\none\n.\ntwo\r\n.\r\n
S~ 250 2.0.0 Ok: queued as *
LOG 6EBFAA7E91E: bare <LF> received after DATA from unknown[192.0.2.10]
QUEUED 1

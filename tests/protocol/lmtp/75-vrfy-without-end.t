# Each VRFY may ask a policy service: beyond the limit of such commands each is an error, and a delivery begins the count anew.
PEER 192.0.2.10
SET rules 554 5.7.1 Client host rejected
SET smtpd_junk_command_limit 2
SET lmtpd_hard_error_limit 2
S: 220 mail.example.org LMTP Mailstead
C: LHLO friend.example.org
S... 250 SMTPUTF8
C: VRFY bob@example.org
S: 252 2.0.0 bob@example.org
C: NOOP
S: 250 2.0.0 Ok
C: MAIL FROM:<s@example.net>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.org>
S: 250 2.1.5 Ok
C: DATA
S: 354 End data with <CR><LF>.<CR><LF>
C: Subject: x
C: .
S: 250 2.0.0 delivered to maildir
C: VRFY bob@example.org
S: 252 2.0.0 bob@example.org
C: RSET
S: 250 2.0.0 Ok
C: VRFY bob@example.org
S: 252 2.0.0 bob@example.org
C: VRFY bob@example.org
S: 252 2.0.0 bob@example.org
C: VRFY bob@example.org
S: 421 4.7.0 mail.example.org Error: too many errors
CLOSED

# Our own networks may ask for more.
SET smtpd_extensions MT-PRIORITY
PEER 127.0.0.1
S... 220 *
C: EHLO x
S... 250 MT-PRIORITY
C: MAIL FROM:<a@b.example> MT-PRIORITY=9
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 250 2.1.5 Ok
C: DATA
S... 354 *
C! Subject: x\r\n\r\nhi\r\n.\r\n
S... 250 *
ENVELOPE priority=9

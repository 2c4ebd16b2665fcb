# MT-PRIORITY (RFC 6710): strangers may lower it, and not raise it.
SET smtpd_extensions MT-PRIORITY
S... 220 *
C: EHLO x
S... 250 MT-PRIORITY
C: MAIL FROM:<a@b.example> MT-PRIORITY=3
S: 250 2.3.6 0 is the new priority assigned to the message
C: RSET
S: 250 2.0.0 Ok
C: MAIL FROM:<a@b.example> MT-PRIORITY=10
S: 501 5.5.2 Bad MT-PRIORITY parameter syntax
C: MAIL FROM:<a@b.example> MT-PRIORITY=1 MT-PRIORITY=1
S: 501 5.5.2 Bad MT-PRIORITY parameter syntax
C: MAIL FROM:<a@b.example> MT-PRIORITY=-4
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 250 2.1.5 Ok
C: DATA
S... 354 *
C! Subject: x\r\n\r\nhi\r\n.\r\n
S... 250 *
ENVELOPE priority=-4
TEXT 	PRIORITY -4
LOG *: client=unknown[192.0.2.10], mt_priority=-4

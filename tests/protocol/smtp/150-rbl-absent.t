# Not listed.
SET smtpd_recipient_restrictions reject_rbl_client bl.example
S... 220 *
C: HELO mail.good.example
S: 250 demo1.nasa.lctseng.nctucs.net
C: MAIL FROM:<a@spam.example>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 250 2.1.5 Ok
ASKED 10.2.0.192.bl.example A
NOTASKED 10.2.0.192.bl.example TXT

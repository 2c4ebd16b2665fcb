# Without TXT there is no reason.
DNS 10.2.0.192.bl.example A 127.0.0.5
SET smtpd_recipient_restrictions reject_rbl_client bl.example
S... 220 *
C: HELO mail.good.example
S: 250 demo1.nasa.lctseng.nctucs.net
C: MAIL FROM:<a@spam.example>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 554 5.7.1 Service unavailable; Client host [192.0.2.10] blocked using bl.example

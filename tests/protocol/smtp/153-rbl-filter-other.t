# The answer is none of them.
DNS 10.2.0.192.bl.example A 127.0.0.2
DNS 10.2.0.192.bl.example TXT listed-here
DNS 10.2.0.192.bl.example TXT another $helo_name ${rbl_what}
SET smtpd_recipient_restrictions reject_rbl_client bl.example=127.0.0.[3..11;15], reject_rbl_client bl.example=127.0.0.3
S... 220 *
C: HELO mail.good.example
S: 250 demo1.nasa.lctseng.nctucs.net
C: MAIL FROM:<a@spam.example>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 250 2.1.5 Ok

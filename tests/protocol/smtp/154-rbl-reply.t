# rbl_reply_maps, with attributes.
DNS 10.2.0.192.bl.example A 127.0.0.2
DNS 10.2.0.192.bl.example TXT listed-here
DNS 10.2.0.192.bl.example TXT another $helo_name ${rbl_what}
SET rbl_reply_maps inline:{ { bl.example = $$rbl_code 5.7.9 $$rbl_class $$rbl_what at $$rbl_domain from $$helo_name and $$sender_domain } }
SET smtpd_recipient_restrictions reject_rbl_client bl.example
S... 220 *
C: HELO mail.good.example
S: 250 demo1.nasa.lctseng.nctucs.net
C: MAIL FROM:<a@spam.example>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 554 5.7.9 Client host 192.0.2.10 at bl.example from mail.good.example and spam.example

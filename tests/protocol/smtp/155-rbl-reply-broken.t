# A reply without a code.
DNS 10.2.0.192.bl.example A 127.0.0.2
DNS 10.2.0.192.bl.example TXT listed-here
DNS 10.2.0.192.bl.example TXT another $helo_name ${rbl_what}
SET rbl_reply_maps inline:{ { bl.example = own } }
SET smtpd_recipient_restrictions reject_rbl_client bl.example
S... 220 *
C: HELO mail.good.example
S: 250 demo1.nasa.lctseng.nctucs.net
C: MAIL FROM:<a@spam.example>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 450 4.7.1 Service unavailable
LOG *no reply code at the start of this reply of a DNS list: own

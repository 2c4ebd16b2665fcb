# reject_rhsbl_sender.
DNS spam.example.rhs.example A 127.0.0.2
DNS spam.example.rhs.example TXT bad
SET smtpd_recipient_restrictions reject_rhsbl_sender rhs.example
S... 220 *
C: HELO mail.good.example
S: 250 demo1.nasa.lctseng.nctucs.net
C: MAIL FROM:<a@spam.example>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 554 5.7.1 Service unavailable; Sender address [a@spam.example] blocked using rhs.example; bad

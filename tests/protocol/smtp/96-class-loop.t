# A class that leads to itself is a mistake, not the end.
SET smtpd_restriction_classes greedy
SET greedy greedy
SET smtpd_recipient_restrictions greedy
S... 220 *
C: HELO mail.good.example
S: 250 demo1.nasa.lctseng.nctucs.net
C: MAIL FROM:<a@spam.example>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 451 4.3.5 Server configuration error
LOG *lead to each other more than 100 times

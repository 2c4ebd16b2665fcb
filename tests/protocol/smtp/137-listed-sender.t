# A sender who exists, and one of another domain.
SET smtpd_reject_unlisted_sender yes
S... 220 *
C: HELO mail.good.example
S: 250 demo1.nasa.lctseng.nctucs.net
C: MAIL FROM:<alice@example.com>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 250 2.1.5 Ok

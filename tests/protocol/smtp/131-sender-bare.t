# A bare user is none.
SET smtpd_recipient_restrictions reject_non_fqdn_sender
S... 220 *
C: HELO mail.good.example
S: 250 demo1.nasa.lctseng.nctucs.net
C: MAIL FROM:<a>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 504 5.5.2 <a>: Sender address rejected: need fully-qualified address

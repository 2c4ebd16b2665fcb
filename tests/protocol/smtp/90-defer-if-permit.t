# defer_if_permit: a permission becomes a deferral.
SET smtpd_recipient_restrictions defer_if_permit, permit
S... 220 *
C: HELO mail.good.example
S: 250 demo1.nasa.lctseng.nctucs.net
C: MAIL FROM:<a@spam.example>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 450 4.7.0 <bob@example.com>: Recipient address rejected: defer_if_permit requested

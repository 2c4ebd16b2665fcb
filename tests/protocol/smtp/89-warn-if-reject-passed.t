# warn_if_reject makes the next word harmless, and no other.
SET smtpd_recipient_restrictions warn_if_reject reject
S... 220 *
C: HELO mail.good.example
S: 250 demo1.nasa.lctseng.nctucs.net
C: MAIL FROM:<a@spam.example>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 250 2.1.5 Ok
LOG NOQUEUE: reject_warning: RCPT from unknown[192.0.2.10]: 554 5.7.1 <bob@example.com>: Recipient address rejected: Access denied;*

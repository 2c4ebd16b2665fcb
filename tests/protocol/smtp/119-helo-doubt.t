# DNS that does not answer defers only what would be permitted.
DNS mail.good.example FAIL
SET smtpd_recipient_restrictions reject_unknown_helo_hostname, reject
S... 220 *
C: HELO mail.good.example
S: 250 demo1.nasa.lctseng.nctucs.net
C: MAIL FROM:<a@spam.example>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 554 5.7.1 <bob@example.com>: Recipient address rejected: Access denied

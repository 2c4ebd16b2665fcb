# permit_dnswl_client.
SET smtpd_recipient_restrictions permit_dnswl_client wl.example, reject
S... 220 *
C: HELO mail.good.example
S: 250 demo1.nasa.lctseng.nctucs.net
C: MAIL FROM:<a@spam.example>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 554 5.7.1 <bob@example.com>: Recipient address rejected: Access denied

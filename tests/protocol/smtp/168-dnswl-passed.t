# permit_dnswl_client.
DNS 10.2.0.192.wl.example A 127.0.0.2
SET smtpd_recipient_restrictions permit_dnswl_client wl.example, reject
S... 220 *
C: HELO mail.good.example
S: 250 demo1.nasa.lctseng.nctucs.net
C: MAIL FROM:<a@spam.example>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 250 2.1.5 Ok

# reject_plaintext_session.
SET smtpd_recipient_restrictions reject_plaintext_session
S... 220 *
C: HELO mail.good.example
S: 250 demo1.nasa.lctseng.nctucs.net
C: MAIL FROM:<a@spam.example>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 450 4.7.1 Session encryption is required

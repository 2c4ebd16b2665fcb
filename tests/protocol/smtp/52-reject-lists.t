# reject, defer and their places; helo lists wait for a HELO.
SET smtpd_helo_restrictions reject
SET smtpd_delay_reject yes
S... 220 *
C: MAIL FROM:<a@b.example>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 250 2.1.5 Ok
C: HELO bad.example
S: 250 demo1.nasa.lctseng.nctucs.net
C: MAIL FROM:<a@b.example>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 554 5.7.1 <bad.example>: Helo command rejected: Access denied
LOG NOQUEUE: reject: RCPT from unknown[192.0.2.10]: 554 5.7.1 <bad.example>: Helo command rejected: Access denied; from=<a@b.example> to=<bob@example.com> proto=SMTP helo=<bad.example>

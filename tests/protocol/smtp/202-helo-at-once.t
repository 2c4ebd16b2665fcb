# smtpd_delay_reject = no at HELO; a later one may be better.
SET smtpd_delay_reject no
SET smtpd_helo_restrictions inline:{ { bad = REJECT } }
S... 220 *
C: HELO bad
S: 554 5.7.1 <bad>: Helo command rejected: Access denied
LOG NOQUEUE: reject: HELO from unknown[192.0.2.10]: 554 5.7.1 <bad>: Helo command rejected: Access denied; proto=SMTP helo=<bad>
C: HELO good
S~ 250 *
C: MAIL FROM:<a@b.example>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 250 2.1.5 Ok

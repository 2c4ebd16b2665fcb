# A deferral of an early stage counts at RCPT, whether the stages wait or not.
SET smtpd_delay_reject no
SET smtpd_client_restrictions defer_if_permit
S... 220 *
C: HELO mail.good.example
S: 250 demo1.nasa.lctseng.nctucs.net
C: MAIL FROM:<a@spam.example>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 450 4.7.0 <unknown[192.0.2.10]>: Client host rejected: defer_if_permit requested

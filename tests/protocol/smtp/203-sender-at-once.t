# smtpd_delay_reject = no at MAIL.
SET smtpd_delay_reject no
SET smtpd_sender_restrictions reject_non_fqdn_sender
S... 220 *
C: HELO x
S~ 250 *
C: MAIL FROM:<a@b>
S: 504 5.5.2 <a@b>: Sender address rejected: need fully-qualified address
C: RCPT TO:<bob@example.com>
S: 503 5.5.1 Error: need MAIL command
C: MAIL FROM:<a@b.example>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 250 2.1.5 Ok

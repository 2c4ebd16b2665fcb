# LIMITS (RFC 9422): what smtpd_recipient_limit says, and holds.
SET smtpd_extensions LIMITS
SET smtpd_recipient_limit 2
S... 220 *
C: EHLO x
S... 250-CHUNKING
S: 250 LIMITS RCPTMAX=2
C: MAIL FROM:<a@b.example>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 250 2.1.5 Ok
C: RCPT TO:<alice@example.com>
S: 250 2.1.5 Ok
C: RCPT TO:<info@example.com>
S: 452 4.5.3 Error: too many recipients

# A label has at most 63 characters.
SET smtpd_recipient_restrictions reject_invalid_helo_hostname
S... 220 *
C: HELO aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffff123.example
S~ 250 *
C: MAIL FROM:<a@spam.example>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 250 2.1.5 Ok
C: HELO aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffff1234.example
S~ 250 *
C: MAIL FROM:<a@spam.example>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S~ 501 5.5.2 <aaaaaaaaaabbbbbbbbbb*>: Helo command rejected: Invalid name

# DISCARD by check_sender_mx_access is no OK that a stranger's DNS could give.
DNS spam.example MX 10 mx.spam.example
SET smtpd_recipient_restrictions check_sender_mx_access inline:{ { mx.spam.example = DISCARD } }, reject
S... 220 *
C: HELO mail.good.example
S~ 250 *
C: MAIL FROM:<a@spam.example>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 250 2.1.5 Ok

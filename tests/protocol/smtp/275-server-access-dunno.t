# DUNNO is an answer: the name's other hosts do not matter then.
DNS spam.example MX 10 mx1.spam.example
DNS spam.example MX 20 mx2.spam.example
SET smtpd_recipient_restrictions check_sender_mx_access inline:{ { mx1.spam.example = DUNNO } { mx2.spam.example = REJECT } }
S... 220 *
C: HELO mail.good.example
S~ 250 *
C: MAIL FROM:<a@spam.example>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 250 2.1.5 Ok

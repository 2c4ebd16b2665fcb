# warn_if_reject holds for all of a class, and for nothing behind it.
SET smtpd_restriction_classes soft
SET soft check_sender_access inline:{ { spam.example = 450 one } }, reject, defer
SET smtpd_recipient_restrictions warn_if_reject soft, check_recipient_access inline:{ { alice@example.com = 450 behind } }
S... 220 *
C: HELO mail.good.example
S~ 250 *
C: MAIL FROM:<a@spam.example>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 250 2.1.5 Ok
LOG NOQUEUE: reject_warning: RCPT from *: 450 4.7.1 <a@spam.example>: Sender address rejected: one; *
LOG NOQUEUE: reject_warning: RCPT from *: 554 5.7.1 <bob@example.com>: Recipient address rejected: Access denied; *
LOG NOQUEUE: reject_warning: RCPT from *: 450 4.3.2 <bob@example.com>: Recipient address rejected: Try again later; *
C: RCPT TO:<alice@example.com>
S: 450 4.7.1 <alice@example.com>: Recipient address rejected: behind

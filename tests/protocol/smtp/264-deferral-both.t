# Once both a permission and a refusal would be a deferral nothing more is asked.
SET smtpd_recipient_restrictions check_sender_access inline:{ { spam.example = DEFER_IF_PERMIT permit } }, check_sender_access inline:{ { spam.example = DEFER_IF_REJECT reject } }, reject_rbl_client never.example, reject
S... 220 *
C: HELO mail.good.example
S~ 250 *
C: MAIL FROM:<a@spam.example>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 450 4.7.1 <a@spam.example>: Sender address rejected: permit
NOTASKED 10.2.0.192.never.example A

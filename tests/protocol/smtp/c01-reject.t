# REJECT without text; the check says why in the log, smtpd adds nothing.
PEER 127.0.0.1
SET header_checks pcre:{{/^subject/ REJECT}}
S... 220 *
C: EHLO client.example
S... 250 *
C: MAIL FROM:<a@example.org>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 250 2.1.5 Ok
C: DATA
S~ 354 *
C: Subject: hi
C: X-Two: 2
C:
C: body
C: .
S: 550 5.7.1 message content rejected
QUEUED 0
LOG *: reject: header Subject: hi from localhost[127.0.0.1]; from=<a@example.org> to=<bob@example.com> proto=ESMTP helo=<client.example>: 5.7.1 message content rejected

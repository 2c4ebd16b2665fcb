# FILTER of header_checks: stronger than that of an access map, which is stronger than content_filter.
SET content_filter lmtp:[127.0.0.1]:10
SET smtpd_sender_restrictions check_sender_access inline:{ { a@example.org = FILTER lmtp:[127.0.0.1]:11 } }
PEER 127.0.0.1
SET header_checks pcre:{{/^subject/ FILTER smtp:[127.0.0.1]:10025}}
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
S~ 250 2.0.0 Ok: queued as *
QUEUED 1
ENVELOPE filter=smtp:[127.0.0.1]:10025

# receive_override_options: who is unknown is not refused here.
PEER 127.0.0.1
SET receive_override_options no_unknown_recipient_checks
S... 220 *
C: EHLO client.example
S... 250 *
C: MAIL FROM:<a@example.org>
S: 250 2.1.0 Ok
C: RCPT TO:<nobody@example.com>
S: 250 2.1.5 Ok
C: DATA
S~ 354 *
C: To: joe
C:
C: x
C: .
S~ 250 2.0.0 Ok: queued as *
QUEUED 1

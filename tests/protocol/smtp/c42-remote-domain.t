# remote_header_rewrite_domain: strangers' headers are completed with it.
PEER 192.0.2.10
SET remote_header_rewrite_domain domain.invalid
S... 220 *
C: EHLO client.example
S... 250 *
C: MAIL FROM:<a@example.org>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 250 2.1.5 Ok
C: DATA
S~ 354 *
C: From: joe
C: To: jim@a.example
C:
C: x
C: .
S~ 250 2.0.0 Ok: queued as *
TEXT From: joe@domain.invalid
TEXT To: jim@a.example

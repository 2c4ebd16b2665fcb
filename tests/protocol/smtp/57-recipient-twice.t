# Who is named twice gets the message once, however the case; the client is told the same both times. Another ORCPT is
# another recipient.
PEER 127.0.0.1
S... 220 *
C: EHLO client.example
S... 250 *
C: MAIL FROM:<a@example.org>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
C: RCPT TO:<alice@example.com>
C: RCPT TO:<bob@example.com>
C: RCPT TO:<Bob@EXAMPLE.com>
C: RCPT TO:<bob@example.com> ORCPT=rfc822;team@example.com
S: 250 2.1.5 Ok
S: 250 2.1.5 Ok
S: 250 2.1.5 Ok
S: 250 2.1.5 Ok
S: 250 2.1.5 Ok
C: DATA
S~ 354 *
C: Subject: once
C:
C: .
S~ 250 *
QUEUED 1
TO <bob@example.com> <alice@example.com> <bob@example.com>

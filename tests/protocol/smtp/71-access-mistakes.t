# Actions that make no sense are told in the log and passed over.
SET smtpd_recipient_restrictions check_recipient_access inline:{ { bob@example.com = REDIRECT bad } { alice@example.com = PREPEND nohdr } { info@example.com = FILTER nope } }
S... 220 *
C: HELO mail.good.example
S: 250 demo1.nasa.lctseng.nctucs.net
C: MAIL FROM:<a@spam.example>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 250 2.1.5 Ok
C: RCPT TO:<alice@example.com>
S: 250 2.1.5 Ok
C: RCPT TO:<info@example.com>
S: 250 2.1.5 Ok
C: DATA
S~ 354 *
C: Subject: x
C:
C: hi
C: .
S~ 250 *
TO <bob@example.com> <alice@example.com> <info@example.com>
LOG *entry "bob@example.com": REDIRECT requires user@domain target
LOG *entry "alice@example.com": requires valid header in PREPEND
LOG *entry "info@example.com": requires transport:destination

# The null sender is looked up as <>.
SET smtpd_recipient_restrictions check_sender_access inline:{ { <> = REJECT } }
S... 220 *
C: HELO mail.good.example
S: 250 demo1.nasa.lctseng.nctucs.net
C: MAIL FROM:<>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 554 5.7.1 <>: Sender address rejected: Access denied

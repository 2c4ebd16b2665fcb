# reject_unlisted_sender.
SET smtpd_recipient_restrictions reject_unlisted_sender
S... 220 *
C: HELO mail.good.example
S: 250 demo1.nasa.lctseng.nctucs.net
C: MAIL FROM:<nobody@example.com>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 550 5.1.0 <nobody@example.com>: Sender address rejected: User unknown in virtual mailbox table

# An address literal is the address.
SET smtpd_recipient_restrictions check_sender_mx_access inline:{ { 192.0.2 = REJECT } }
S... 220 *
C: HELO mail.good.example
S: 250 demo1.nasa.lctseng.nctucs.net
C: MAIL FROM:<a@[192.0.2.9]>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 554 5.7.1 <a@[192.0.2.9]>: Sender address rejected: Access denied

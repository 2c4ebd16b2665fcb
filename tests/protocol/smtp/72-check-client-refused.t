# check_client_access by name, parent domain, address and network.
NAME 192.0.2.10 client.good.example
SET smtpd_recipient_restrictions check_client_access inline:{ { good.example = REJECT } }
S... 220 *
C: HELO mail.good.example
S: 250 demo1.nasa.lctseng.nctucs.net
C: MAIL FROM:<a@spam.example>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 554 5.7.1 <client.good.example[192.0.2.10]>: Client host rejected: Access denied

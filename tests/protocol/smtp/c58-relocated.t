# relocated_maps are smtpd's recipients' affair (unit tests); here: what the client is told.
PEER 192.0.2.10
MOVED andy@example.com EC319, NCTU, Hsinchu, ROC
S... 220 *
C: MAIL FROM:<a@b.example>
S: 250 2.1.0 Ok
C: RCPT TO:<andy@example.com>
S: 550 5.1.6 <andy@example.com>: Recipient address rejected: User has moved to EC319, NCTU, Hsinchu, ROC

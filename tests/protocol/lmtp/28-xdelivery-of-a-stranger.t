PEER unix
S: 220 mail.example.org LMTP Mailstead
C: LHLO client.example.org
S... 250 SMTPUTF8
C: MAIL FROM:<s@example.net>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.org> XDELIVERY=00000000000000ff-1a-0-0,first,virtual,bob@example.org
S~ 555 5.5.4 *

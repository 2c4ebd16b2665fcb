# Our queue comes by the Unix socket; nobody else says whose delivery this is.
PEER 127.0.0.1
SET trusted yes
S: 220 mail.example.org LMTP Mailstead
C: LHLO client.example.org
S: 250-mail.example.org
S: 250-PIPELINING
S: 250-SIZE 10240000
S: 250-STARTTLS
S: 250-ENHANCEDSTATUSCODES
S: 250-8BITMIME
S: 250-BINARYMIME
S: 250-CHUNKING
S: 250 SMTPUTF8
C: MAIL FROM:<s@example.net>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.org> XDELIVERY=00000000000000ff-1a-0-0,first,virtual,bob@example.org
S~ 555 *

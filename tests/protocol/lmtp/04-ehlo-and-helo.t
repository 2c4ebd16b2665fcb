# RFC 2033 §4.1: no positive reply to EHLO or HELO.
PEER unix
S: 220 mail.example.org LMTP Mailstead
C: EHLO client.example.org
S: 500 5.5.1 Error: this is LMTP, say LHLO
C: HELO client.example.org
S: 500 5.5.1 Error: this is LMTP, say LHLO
C: MAIL FROM:<s@example.net>
S: 503 5.5.1 Error: send LHLO first
C: LHLO
S~ 501 *
C: lhlo client
S... 250 SMTPUTF8
C: QUIT
S: 221 2.0.0 Bye
CLOSED

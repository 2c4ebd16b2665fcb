PEER unix
SET message_size_limit 50
S: 220 mail.example.org LMTP Mailstead
C: LHLO client.example.org
S... 250 SMTPUTF8
C: MAIL FROM:<s@example.net> SIZE=51
S: 552 5.3.4 Message size exceeds fixed limit
C: MAIL FROM:<s@example.net> SIZE=50
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.org>
S: 250 2.1.5 Ok
C: RCPT TO:<ann@example.org>
S: 250 2.1.5 Ok
C: DATA
S: 354 End data with <CR><LF>.<CR><LF>
C* 60 x
C! \r\n.\r\n
S: 552 5.3.4 Message size exceeds fixed limit
S: 552 5.3.4 Message size exceeds fixed limit
C: NOOP
S: 250 2.0.0 Ok
STORED 0

PEER unix
SET lmtpd_line_length_limit 100
S: 220 mail.example.org LMTP Mailstead
C: LHLO client.example.org
S... 250 SMTPUTF8
C* 5000 x
C! \r\n
S: 500 5.5.2 Error: line too long
C: NOOP
S: 250 2.0.0 Ok

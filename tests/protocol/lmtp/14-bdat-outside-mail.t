# RFC 3030 §2: the data of a refused chunk are passed over, never taken for commands.
PEER unix
S: 220 mail.example.org LMTP Mailstead
C: BDAT 6 LAST
C! QUIT\r\n
S: 503 5.5.1 Error: send LHLO first
C: LHLO client
S... 250 SMTPUTF8
C: BDAT 6
C! QUIT\r\n
S: 503 5.5.1 Error: need MAIL command
C: NOOP
S: 250 2.0.0 Ok

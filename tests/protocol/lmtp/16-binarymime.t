# RFC 3030 §3: BINARYMIME goes with BDAT only.
PEER unix
S: 220 mail.example.org LMTP Mailstead
C: LHLO client.example.org
S... 250 SMTPUTF8
C: MAIL FROM:<s@example.net> BODY=BINARYMIME
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.org>
S: 250 2.1.5 Ok
C: DATA
S: 503 5.5.1 Error: need BDAT command
C: BDAT 9 LAST
C! a\n\r.\r\nb\r\n
S: 250 2.0.0 delivered to maildir
TEXT 1 a\n\r.\r\nb\r\n

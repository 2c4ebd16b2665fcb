# What came of a message is gone with RSET; the next one is whole.
PEER unix
S: 220 mail.example.org LMTP Mailstead
C: LHLO client.example.org
S... 250 SMTPUTF8
C: MAIL FROM:<s@example.net>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.org>
S: 250 2.1.5 Ok
C: BDAT 5
C! lost
C! \n
S: 250 2.0.0 Ok: 5 bytes so far
C: RSET
S: 250 2.0.0 Ok
C: BDAT 5 LAST
C! gone\n
S: 503 5.5.1 Error: need MAIL command
C: MAIL FROM:<s@example.net>
S: 250 2.1.0 Ok
C: RCPT TO:<ann@example.org>
S: 250 2.1.5 Ok
C: BDAT 6 LAST
C! kept\r\n
S: 250 2.0.0 delivered to maildir
STORED 1
TEXT 1 kept\r\n

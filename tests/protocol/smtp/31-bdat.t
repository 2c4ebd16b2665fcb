# RFC 3030: chunks of any cut, pipelined; dots are text.
S... 220 *
C: EHLO x
S... 250 *
C! MAIL FROM:<a@b.example>\r\nRCPT TO:<bob@example.com>\r\nBDAT 12\r\nSubject: x\r\nBDAT 7\r\n\r\n.\r\n..BDAT 4 LAST\r\nend\nNOOP\r\n
S: 250 2.1.0 Ok
S: 250 2.1.5 Ok
S: 250 2.0.0 Ok: 12 bytes
S: 250 2.0.0 Ok: 7 bytes
S~ 250 2.0.0 Ok: 23 bytes queued as *
S: 250 2.0.0 Ok
QUEUED 1
BODY .\r\n..end\n

# Our own queue names the delivery; a second attempt of the same id is found.
PEER unix
SET trusted yes
S: 220 mail.example.org LMTP Mailstead
C: LHLO client.example.org
S... 250 XMAILSTEAD
C: MAIL FROM:<s@example.net>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.org> XDELIVERY=00000000000000ff-1a-0-0,first,virtual,Bob+2Bx@example.org
S: 250 2.1.5 Ok
C: BDAT 6 LAST
C! hello\n
S: 250 2.0.0 delivered to maildir
ID 1 00000000000000ff-1a-0-0
FIELDS 1 Return-Path: <s@example.net>\r\nX-Original-To: Bob+x@example.org\r\nDelivered-To: bob@example.org\r\n
C: MAIL FROM:<s@example.net>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.org> XDELIVERY=00000000000000ff-1a-0-0,retry,virtual,bob@example.org
S: 250 2.1.5 Ok
C: BDAT 6 LAST
C! hello\n
S: 250 2.0.0 delivered to maildir by an earlier attempt
STORED 1

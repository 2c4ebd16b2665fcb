# RFC 3461: the sender's wishes are kept in the envelope.
S... 220 *
C: EHLO x
S... 250 *
C: MAIL FROM:<a@b.example> RET=HDRS ENVID=QQ+2B314159 BODY=8BITMIME SIZE=10
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com> NOTIFY=success,Delay ORCPT=rfc822;Bob+2Bx@example.com
S: 250 2.1.5 Ok
C: DATA
S~ 354 *
C: .
S~ 250 *
ENVELOPE ret=1
ENVELOPE envid=QQ+314159
ENVELOPE body=1
ENVELOPE notify=5
ENVELOPE orcpt=rfc822;Bob+x@example.com
ENVELOPE arrival=1795207628000000

# Who is in mynetworks may relay.
PEER 127.0.0.1
S... 220 *
C: EHLO x
S... 250 *
C: MAIL FROM:<test@cs.nctu.edu.tw>
C: RCPT TO:<someone@gmail.com>
S: 250 2.1.0 Ok
S: 250 2.1.5 Ok
C: DATA
S~ 354 *
C: .
S~ 250 *
TO <someone@gmail.com>

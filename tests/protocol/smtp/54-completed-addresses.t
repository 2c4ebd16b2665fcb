# Addresses without domain get @$myorigin; bare host names a domain when that is asked for.
PEER 127.0.0.1
SET myorigin example.com
SET append_dot_mydomain yes
S... 220 *
C: MAIL FROM:<info>
S: 250 2.1.0 Ok
C: RCPT TO:<bob>
S: 250 2.1.5 Ok
C: RCPT TO:<carol@mail>
S: 250 2.1.5 Ok
C: DATA
S~ 354 *
C: .
S~ 250 *
FROM <info@example.com>
TO <bob@example.com> <carol@mail.nasa.lctseng.nctucs.net>
ENVELOPE original=bob

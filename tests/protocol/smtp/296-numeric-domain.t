# resolve_numeric_domain = yes: a bare address is a literal; allow_min_user.
SET resolve_numeric_domain yes
SET allow_min_user yes
SET mynetworks 192.0.2.0/24
S... 220 *
C: MAIL FROM:<-a@b.example>
S: 250 2.1.0 Ok
C: RCPT TO:<x@203.0.113.5>
S: 250 2.1.5 Ok
C: RCPT TO:<x@1.2.3>
S: 501 5.1.3 Bad recipient address syntax
C: DATA
S... 354 *
C! Subject: x\r\n\r\nhi\r\n.\r\n
S... 250 *
FROM <-a@b.example>
TO <x@[203.0.113.5]>

# Host bits in a network: nobody is permitted by mistake.
SET mynetworks 192.0.2.10/24
PEER 198.51.100.1
S... 220 *
C: MAIL FROM:<a@b.example>
S: 250 2.1.0 Ok
C: RCPT TO:<someone@gmail.com>
S: 451 4.3.0 <198.51.100.1>: Temporary lookup failure

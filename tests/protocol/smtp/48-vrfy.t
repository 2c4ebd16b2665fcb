S... 220 *
C: VRFY bob@example.com
S: 252 2.0.0 bob@example.com
C: VRFY <nobody@example.com>
S: 550 5.1.1 <nobody@example.com>: Recipient address rejected: User unknown in virtual mailbox table
C: VRFY someone@gmail.com
S: 454 4.7.1 <someone@gmail.com>: Relay access denied
C: VRFY a b c
S: 501 5.1.3 Bad recipient address syntax

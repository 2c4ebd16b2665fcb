S... 220 *
C: MAIL FROM:<>
S: 250 2.1.0 Ok
C: RCPT TO:<nobody@example.com>
S: 550 5.1.1 <nobody@example.com>: Recipient address rejected: User unknown in virtual mailbox table
C: RCPT TO:<nobody@localhost>
S: 550 5.1.1 <nobody@localhost>: Recipient address rejected: User unknown in local recipient table
C: RCPT TO:<nobody>
S: 550 5.1.1 <nobody>: Recipient address rejected: User unknown in local recipient table
C: RCPT TO:<Postmaster>
S: 250 2.1.5 Ok
C: RCPT TO:<"a b"@example.com>
S: 250 2.1.5 Ok
C: DATA
S~ 354 *
C: .
S~ 250 *
FROM <>
TO <Postmaster@demo1.nasa.lctseng.nctucs.net> <"a b"@example.com>
ENVELOPE original=Postmaster
TEXT 	by demo1.nasa.lctseng.nctucs.net (Mailstead) with SMTP id 6EBFAA7E91E;
TEXT 	Fri, 20 Nov 2026 20:47:08 +0000 (UTC)

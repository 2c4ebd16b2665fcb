# RFC 1870 §6.1: told at RCPT when SIZE says so, else after the text, recipient by recipient.
PEER unix
SET virtual_mailbox_limit 20
S: 220 mail.example.org LMTP Mailstead
C: LHLO client.example.org
S... 250 SMTPUTF8
C: MAIL FROM:<s@example.net> SIZE=21
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.org>
S: 552 5.2.3 message is too large for this mailbox
C: RSET
S: 250 2.0.0 Ok
C: MAIL FROM:<s@example.net>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.org>
S: 250 2.1.5 Ok
C: RCPT TO:<ann@example.org>
S: 250 2.1.5 Ok
C: DATA
S: 354 End data with <CR><LF>.<CR><LF>
C: Subject: longer than 20
C: .
S: 552 5.2.3 message is too large for this mailbox
S: 552 5.2.3 message is too large for this mailbox
STORED 0

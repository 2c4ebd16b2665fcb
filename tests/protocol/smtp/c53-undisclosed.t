# undisclosed_recipients_header.
PEER 127.0.0.1
SET undisclosed_recipients_header To: undisclosed-recipients:;
S... 220 *
C: EHLO client.example
S... 250 *
C: MAIL FROM:<a@example.org>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 250 2.1.5 Ok
C: DATA
S~ 354 *
C: Subject: x
C:
C: x
C: .
S~ 250 2.0.0 Ok: queued as *
TEXT To: undisclosed-recipients:;

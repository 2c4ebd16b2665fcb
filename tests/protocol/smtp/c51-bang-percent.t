# swap_bangpath and allow_percent_hack.
PEER 127.0.0.1
SET relay_domains host.example
S... 220 *
C: EHLO client.example
S... 250 *
C: MAIL FROM:<host.example!u>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 250 2.1.5 Ok
C: DATA
S~ 354 *
C: To: host.example!joe, jim%host.example
C:
C: x
C: .
S~ 250 2.0.0 Ok: queued as *
TEXT To: joe@host.example, jim@host.example
FROM <u@host.example>

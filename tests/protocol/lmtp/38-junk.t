# Junk ends the session after so many errors, not the process.
PEER unix
SET lmtpd_hard_error_limit 4
S: 220 mail.example.org LMTP Mailstead
C! \x00\x01\xff\r\n
S~ 500 5.5.2 *
C:
S~ 500 5.5.2 *
C: GET / HTTP/1.1
S~ 500 5.5.2 *
C: Host: x
S~ 500 5.5.2 *
C: X: y
S: 421 4.7.0 mail.example.org Error: too many errors
CLOSED

# smtpd_forbidden_commands: what begins with no letter is no SMTP (a TLS handshake, an HTTP proxy's words).
NOCUT what is no line is not cut
S... 220 *
C! \x16\x03\x01\x02\r\n
S: 221 2.7.0 Error: I can break rules, too. Goodbye.
CLOSED
CONNECT 2
S... 220 *
C: {json}
S: 221 2.7.0 Error: I can break rules, too. Goodbye.
CLOSED
CONNECT 3
S... 220 *
C: connect x
S: 221 2.7.0 Error: I can break rules, too. Goodbye.
CLOSED

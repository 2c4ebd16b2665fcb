# cleanup_replace_stray_cr_lf (the default): a lone CR in a message becomes a blank, wherever it is cut.
S... 220 *
C: HELO x
S~ 250 *
C: MAIL FROM:<a@b.example>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 250 2.1.5 Ok
C: DATA
S~ 354 *
C! X-One: a\rb\r\r\nX-Two: c\r\n\r\none\r.\rtwo\r\r\n.\r\r\n\r\rthree\r\n.\r\n
S~ 250 2.0.0 Ok: queued as *
TEXT X-One: a b 
BODY one . two \r\n \r\n  three\r\n
C: MAIL FROM:<a@b.example>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 250 2.1.5 Ok
C! BDAT 8 LAST\r\na: b\r\n\r\r
S~ 250 2.0.0 Ok: 8 bytes queued as *
BODY \r\n \r\n
QUEUED 2

# cleanup_replace_stray_cr_lf = no.
SET cleanup_replace_stray_cr_lf no
S... 220 *
C: HELO x
S~ 250 *
C: MAIL FROM:<a@b.example>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 250 2.1.5 Ok
C: DATA
S~ 354 *
C! Subject: x\r\n\r\none\r.\rtwo\r\r\n.\r\n
S~ 250 2.0.0 Ok: queued as *
BODY one\r.\rtwo\r\r\n

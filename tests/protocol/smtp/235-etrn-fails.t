# A list that cannot be read is no 'no'.
SET fast_flush_domains fail:x
S... 220 *
C: EHLO x
S... 250 *
C: ETRN relay.example
S: 458 Unable to queue messages
FLUSHED
C: MAIL FROM:<a@b.example>
S: 250 2.1.0 Ok
C: ETRN relay.example
S: 503 Error: MAIL transaction in progress

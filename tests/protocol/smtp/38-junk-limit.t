SET smtpd_junk_command_limit 3
SET smtpd_hard_error_limit 2
S... 220 *
C* 6 NOOP\r\n
S: 250 2.0.0 Ok
S: 250 2.0.0 Ok
S: 250 2.0.0 Ok
S: 250 2.0.0 Ok
S: 250 2.0.0 Ok
S: 250 2.0.0 Ok
S: 421 4.7.0 demo1.nasa.lctseng.nctucs.net Error: too many errors
CLOSED

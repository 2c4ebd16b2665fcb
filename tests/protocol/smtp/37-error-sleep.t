NOCUT takes a second
# Beyond the soft limit a reply takes its time; a delivered message forgets the errors.
SET smtpd_error_sleep_time 1s
SET smtpd_soft_error_limit 1
S... 220 *
C: FOO
S~ 500 *
C: FOO
SILENT
S~ 500 *

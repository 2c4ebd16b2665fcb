#!/bin/sh
# Wrong passwords, over whatever protocol, make an address wait, and nobody else; a flood of them holds no right login up.
. "$(dirname "$0")/../lib.sh"
need python3

configure
cat >>"$etc/main.cf" <<END
smtpd_error_sleep_time = 0
smtpd_client_connection_count_limit = 0
pop3d_client_connection_count_limit = 0
auth_failure_delay = 1s
auth_failure_delay_limit = 2s
END
user alice wonder
user bob builder
start
limit=60
bounded python3 "$here/guess.py" "$submission" "$imap" "$pop3" "$domain" || fail "see above"
stop
say "passed"
passed=yes

#!/bin/sh
# Every SASL mechanism that is offered, over IMAP, POP3 and submission, with right and wrong and broken logins.
. "$(dirname "$0")/../lib.sh"
need python3

configure
cat >>"$etc/main.cf" <<END
smtpd_error_sleep_time = 0
smtpd_client_auth_rate_limit = 0
auth_failure_delay = 0
imapd_client_auth_rate_limit = 0
pop3d_client_auth_rate_limit = 0
imapd_error_sleep_time = 0
pop3d_error_sleep_time = 0
END
user bob "$(printf 'w\303\266nder \342\205\250')"
printf 'plain secret\n' | $as "$program" -c "$etc" user add "carol@$domain" --store-secret --password-stdin >/dev/null || fail "user add carol"
start
limit=100
bounded python3 "$here/mechanisms.py" "imap=$imap,pop3=$pop3,submission=$submission" "$domain" "$here/../../protocol/imap" || fail "see above"
stop
say "passed"
passed=yes

#!/bin/sh
# A reload counts for the next login: who may no longer log in is refused, who now may is let in, and mechanisms change.
. "$(dirname "$0")/../lib.sh"
need python3

configure
sed "/^auth_backends/d" "$etc/main.cf" >"$work/main.cf"
configured() {
    { cat "$work/main.cf"; printf '%s\n' "$@" "smtpd_sasl_local_domain = $domain" "imapd_error_sleep_time = 0" "auth_failure_delay = 1s"; } >"$etc/main.cf"
}
printf 'bob:{PLAIN}bobs\n' >"$etc/users"
printf 'carol:{PLAIN}carols\n' >"$etc/others"
chmod 644 "$etc/users" "$etc/others"
user alice wonder
$as "$program" -c "$etc" user master "alice@$domain" yes || fail "user master"
configured "auth_backends = accounts, passwd-file:$etc/users" "auth_master_user_separator = *"
start

login() { bounded curl -sk --user "$1:$2" "imaps://127.0.0.1:$imaps/" --request NOOP >/dev/null 2>&1; }
login bob bobs || fail "bob cannot log in"
login "bob*alice" wonder || fail "the master cannot log in"
! login carol carols || fail "carol has logged in"
configured "auth_backends = accounts, passwd-file:$etc/others" "auth_master_user_separator ="
$as "$program" -c "$etc" reload || fail "reload"
wait_for 10 login carol carols || fail "carol cannot log in after the reload"
! login bob bobs || fail "bob has logged in after the reload"
! login "carol*alice" wonder || fail "a master has logged in after the reload"
login alice wonder || fail "alice cannot log in after the reload"
stop
say "passed"
passed=yes

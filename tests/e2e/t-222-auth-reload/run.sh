#!/bin/sh
# A reload counts for the next login: who may no longer log in is refused, who now may is let in. The first account with a secret needs none:
# what it brings is offered within seconds, and what the first foreign hash takes away is not.
. "$(dirname "$0")/../lib.sh"
need python3 curl openssl

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

configured "auth_backends = accounts"
$as "$program" -c "$etc" reload || fail "reload"
offered() { printf 'a CAPABILITY\r\nb LOGOUT\r\n' | bounded curl -s "telnet://127.0.0.1:$imap" | grep -q "^\* CAPABILITY .*AUTH=$1[[:space:]]"; }
offers_not() { ! offered "$1" && offered PLAIN; }
wait_for 10 offered SCRAM-SHA-256 || fail "no SCRAM"
offers_not CRAM-MD5 || fail "CRAM-MD5 without a secret"
printf 'secret\n' | $as "$program" -c "$etc" user add "dora@$domain" --store-secret --password-stdin >/dev/null || fail "user add --store-secret"
hash=$(openssl passwd -6 emils)
$as "$program" -c "$etc" user add "emil@$domain" --hash "{SHA512-CRYPT}$hash" >/dev/null || fail "user add --hash"
wait_for 20 offered CRAM-MD5 || fail "no CRAM-MD5 after the first secret"
wait_for 20 offers_not SCRAM-SHA-256 || fail "SCRAM is offered, though emil has another server's hash"
wait_for 10 login dora secret || fail "dora cannot log in"
bounded curl -sk --user emil:emils --login-options AUTH=PLAIN "imaps://127.0.0.1:$imaps/" --request NOOP >/dev/null || fail "emil cannot log in"
wait_for 20 offered SCRAM-SHA-256 || fail "no SCRAM after the hash was renewed"

# A name that nobody has is shown one salt for ever, also where a password file alone knows the names.
configured "auth_backends = passwd-file:$etc/users"
salt() {
    first=$(printf 'n,,n=%s,r=abcdefgh' "$1" | base64)
    printf 'a AUTHENTICATE SCRAM-SHA-256 %s\r\n*\r\nb LOGOUT\r\n' "$first" | bounded curl -s "telnet://127.0.0.1:$imap" |
        sed -n 's/^+ \([^[:space:]]*\).*/\1/p' | base64 -d | tr ',' '\n' | sed -n 's/^s=//p'
}
stop
start
nobodys=$(salt nobody)
[ -n "$nobodys" ] && [ "$nobodys" != "$(salt somebody)" ] || fail "no salt of its own for a name that nobody has"
stop
start
[ "$(salt nobody)" = "$nobodys" ] || fail "after a restart the salt of nobody is another one"
stop
say "passed"
passed=yes

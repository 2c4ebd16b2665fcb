#!/bin/sh
# fail2ban's stock filters over our log: who guesses passwords or is refused is found by his address, each time, and nobody else.
. "$(dirname "$0")/../lib.sh"
need python3 openssl fail2ban-regex

configure
cat >>"$etc/main.cf" <<END
smtpd_helo_required = yes
smtpd_helo_restrictions = check_helo_access inline:{ {bad.helo = REJECT bad name} }, reject_non_fqdn_helo_hostname
smtpd_client_restrictions = check_client_access inline:{ {127.0.1.15 = REJECT not you} }
smtpd_sender_restrictions = check_sender_access inline:{ {spammer@out.test = REJECT go away} }
smtpd_hard_error_limit = 4
smtpd_error_sleep_time = 0
auth_failure_delay = 1s
END
user alice wonder
printf 'builder\n' | $as "$program" -c "$etc" user add "bob@$domain" --store-secret --password-stdin >/dev/null || fail "user add bob"
start
limit=90 bounded python3 "$here/clients.py" "$smtp" "$submission" "$imaps" "$pop3s" "alice@$domain" || fail "see above"
stop

# expect FILTER ADDRESS=COUNT...: whom the filter finds in the log, how often.
expect() {
    filter=$1
    shift
    bounded fail2ban-regex -o ip "$home/log/mail.log" "$filter" 2>"$work/regex.err" | sort | uniq -c | sed 's/^ *\([0-9]*\) \(.*\)/\2=\1/' >"$work/found"
    printf '%s\n' "$@" | sort >"$work/wanted"
    diff "$work/wanted" "$work/found" >&2 || { cat "$work/regex.err" >&2; fail "$filter: not whom it should find"; }
    say "$filter"
}
# A HELO name in a table of ours is in none of its words (127.0.1.12).
expect "postfix[mode=more]" 127.0.1.10=2 127.0.1.11=1 127.0.1.13=1 127.0.1.15=1 127.0.1.16=5
expect "postfix[mode=auth]" 127.0.1.20=3 127.0.1.21=1 127.0.1.22=1
expect "postfix[mode=errors]" 127.0.1.16=1
# Whoever has begun a login and gone is in its aggressive words alone (127.0.1.38, 127.0.1.39), nor who logged in in the end (127.0.1.40).
expect dovecot 127.0.1.30=1 127.0.1.31=1 127.0.1.32=1 127.0.1.33=1 127.0.1.34=1 127.0.1.35=1 127.0.1.36=1 127.0.1.37=1 127.0.1.41=1 127.0.1.42=1
expect "dovecot[mode=aggressive]" 127.0.1.30=1 127.0.1.31=1 127.0.1.32=1 127.0.1.33=1 127.0.1.34=1 127.0.1.35=1 127.0.1.36=1 127.0.1.37=1 127.0.1.41=1 127.0.1.42=1 127.0.1.38=1 127.0.1.39=1

# The same lines by syslog: what a system logger is sent, which writes the name and time in front of nothing.
if [ "$(id -u)" -eq 0 ] && unshare -m true 2>/dev/null; then
    mkdir "$work/dev"
    python3 "$here/logger.py" "$work/dev/log" "$work/syslog" &
    others="$others $!"
    wait_for 10 test -S "$work/dev/log" || fail "no logger"
    sed -i 's/^maillog_file.*/maillog_file = syslog/' "$etc/main.cf"
    own_dev='for file in null zero random urandom; do touch "$0/$file" && mount --bind "/dev/$file" "$0/$file"; done; mount --rbind "$0" /dev && exec "$@"'
    echo "exec unshare -m sh -c '$own_dev' $work/dev $as \"\$@\"" >"$work/apart.sh"
    as="sh $work/apart.sh"
    start
    refused "554 5.7.1 .*go away" spammer@out.test "alice@$domain"
    stop
    wait_for 5 grep -q "^<22>[A-Z][a-z][a-z] [ 0-9:]* postfix/smtpd\[[0-9]*\]: NOQUEUE: reject: RCPT from" "$work/syslog" ||
        { cat "$work/syslog" >&2; fail "a system logger is sent something else"; }
    say "syslog"
fi
say "passed"
passed=yes

#!/bin/sh
# msmtp submits with every mechanism offered, with STARTTLS and with TLS from the start; a wrong password is refused.
. "$(dirname "$0")/../lib.sh"
need msmtp

configure
user alice wonder
user bob builder
start

# submit MECHANISM PORT STARTTLS PASSWORD
submit() {
    cat >"$work/msmtprc" <<END
account default
host localhost
port $2
from alice@$domain
auth $1
user alice@$domain
password $4
tls on
tls_starttls $3
tls_trust_file $etc/cert.pem
END
    chmod 600 "$work/msmtprc"
    printf 'From: alice@%s\nTo: bob@%s\nSubject: by %s\n\n.leading dot\nLast line\n' "$domain" "$domain" "$1" |
        bounded msmtp -C "$work/msmtprc" "bob@$domain" >"$work/msmtp.log" 2>&1
}
count=0
for mechanism in plain login scram-sha-1 scram-sha-256; do
    if ! submit "$mechanism" "$submission" on wonder; then
        # This library's lack, not the server's: told, not passed over.
        grep -qi 'not supported\|does not support' "$work/msmtp.log" && grep -qi 'gsasl\|library\|not available' "$work/msmtp.log" &&
            { say "msmtp cannot do $mechanism here"; continue; }
        cat "$work/msmtp.log" >&2
        fail "msmtp with $mechanism"
    fi
    count=$((count + 1))
    say "submitted with $mechanism"
done
[ $count -ge 2 ] || fail "only $count mechanisms worked"
submit plain "$smtps" off wonder || { cat "$work/msmtp.log" >&2; fail "msmtp on the TLS port"; }
arrived bob $((count + 1))
for file in $(all_files bob); do grep -q '^\.leading dot' "$file" || fail "the leading dot was lost in $file"; done

status=0
submit plain "$submission" on wrong || status=$?
[ $status -eq 77 ] || { cat "$work/msmtp.log" >&2; fail "a wrong password gave status $status, not 77"; }
grep -q '535' "$work/msmtp.log" || fail "a wrong password was not answered with 535"

stop
say "passed"
passed=yes

#!/bin/sh
# A mistake in main.cf or master.cf names file and line and stops the start (exit 78); `check` tells the same.
. "$(dirname "$0")/../lib.sh"

configure
cp "$etc/main.cf" "$work/main.good"
cp "$etc/master.cf" "$work/master.good"

# refused WHAT FILE LINE: neither run nor check accept it, both name the place.
refused() {
    for command in run check; do
        status=0
        limit=10 bounded $as "$program" -c "$etc" $command >"$work/out" 2>&1 || status=$?
        [ $status -eq 78 ] || { cat "$work/out" >&2; fail "$1: $command ended with $status, not 78"; }
        grep -qE "$2(: line |:)$3\b" "$work/out" || { cat "$work/out" >&2; fail "$1: $command does not name $2 line $3"; }
    done
    say "$1: $(grep -E "$2(: line |:)$3\b" "$work/out" | head -1 | sed "s|$home/||")"
    cp "$work/main.good" "$etc/main.cf"
    cp "$work/master.good" "$etc/master.cf"
}

lines=$(wc -l <"$etc/main.cf")
echo "this line has no equals sign" >>"$etc/main.cf"
refused "no equals sign" main.cf $((lines + 1))

sed -i '3s/^/smtpd_banner = ${unclosed\n/' "$etc/main.cf"
refused "unclosed expansion" main.cf 3

sed -i '1s/^/message_size_limit = plenty\n/' "$etc/main.cf"
refused "not a number" main.cf 1

sed -i '2s/.*/127.0.0.1:1 inet n -/' "$etc/master.cf"
refused "too few columns" master.cf 2

sed -i '2s/inet/carrier-pigeon/' "$etc/master.cf"
refused "unknown type" master.cf 2

sed -i '3s/$/ -o/' "$etc/master.cf"
refused "-o without a setting" master.cf 3

# What reads well and yet cannot be served is refused before anything runs, whichever service it is for.
refused_text() {
    for command in run check; do
        status=0
        limit=10 bounded $as "$program" -c "$etc" $command >"$work/out" 2>&1 || status=$?
        [ $status -eq 78 ] || { cat "$work/out" >&2; fail "$1: $command ended with $status, not 78"; }
        grep -q "$1" "$work/out" || { cat "$work/out" >&2; fail "$command does not name $1"; }
    done
    cp "$work/main.good" "$etc/main.cf"
    cp "$work/master.good" "$etc/master.cf"
}
echo "smtpd_relay_restrictions = permit_mynetwork, reject" >>"$etc/main.cf"
refused_text permit_mynetwork
sed -i '/^127.*smtpd/s/$/ -o smtpd_recipient_restrictions=check_no_such_thing/' "$etc/master.cf"
refused_text check_no_such_thing
printf 'smtpd_relay_restrictions =\nsmtpd_recipient_restrictions = permit\n' >>"$etc/main.cf"
refused_text reject_unauth_destination

# An unknown name is a warning, as in Postfix, and the server runs.
echo "no_such_parameter = 1" >>"$etc/main.cf"
$as "$program" -c "$etc" check >"$work/out" 2>&1 || { cat "$work/out" >&2; fail "an unknown name stopped check"; }
grep -q 'no_such_parameter' "$work/out" || fail "an unknown name was not told"
cp "$work/main.good" "$etc/main.cf"
start
stop
say "passed"
passed=yes

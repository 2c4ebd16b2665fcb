#!/bin/sh
# Who may send where: strangers only to our own users; relaying for authenticated clients and mynetworks alone; unknown
# recipients are refused before the data; passwords not in clear.
. "$(dirname "$0")/../lib.sh"
need swaks

configure
echo "127.0.0.1:$extra inet n - n - - smtpd -o smtpd_relay_restrictions=permit_mynetworks,reject_unauth_destination" >>"$etc/master.cf"
user alice wonder
user bob builder
start

# attempt WANTED-REPLY WHAT SWAKS-OPTIONS...: the reply must be in the dialogue.
attempt() {
    wanted=$1
    what=$2
    shift 2
    bounded swaks --from "someone@elsewhere.example" --header "Subject: $what" "$@" >"$work/swaks.log" 2>&1 || true
    grep -qE "^<[~*-]*\*?\*?.* ?$wanted" "$work/swaks.log" || { cat "$work/swaks.log" >&2; fail "$what: no reply $wanted"; }
    say "$what: $(grep -E "$wanted" "$work/swaks.log" | tail -1)"
}
plain="--server 127.0.0.1:$smtp"
login="--server 127.0.0.1:$submission --tls --auth PLAIN --auth-user alice@$domain --auth-password"

attempt '250 2\.0\.0' "a stranger to a user of ours" $plain --to "bob@$domain"
attempt '454 4\.7\.1 .*Relay access denied' "a stranger to elsewhere" $plain --to someone@remote.example
# Postfix's default defers, so that a mistake in the settings loses nothing; an administrator may reject.
attempt '554 5\.7\.1 .*Relay access denied' "a stranger to elsewhere, with reject_unauth_destination" --server "127.0.0.1:$extra" --to someone@remote.example
attempt '550 5\.1\.1 .*User unknown' "a stranger to an unknown user" $plain --to "nobody@$domain"
attempt '454 4\.7\.1 .*Relay access denied' "a percent sign does not relay" $plain --to "someone%remote.example@third.example"
attempt '454 4\.7\.1 .*Relay access denied' "the submission port without authentication" --server "127.0.0.1:$submission" --tls --to someone@remote.example
attempt '530 5\.7\.0 .*STARTTLS' "the submission port without TLS" --server "127.0.0.1:$submission" --to "bob@$domain"
attempt '535 5\.7\.8' "a wrong password" $login wrong --to "bob@$domain"
attempt '250 2\.1\.5' "authenticated to elsewhere" $login wonder --to someone@remote.example --quit-after RCPT
attempt '250 2\.1\.5' "mynetworks to elsewhere" $plain --local-interface 127.0.0.254 --to someone@remote.example --quit-after RCPT
! bounded swaks $plain --quit-after EHLO 2>&1 | grep -q ' 250.AUTH' || fail "AUTH is offered on the port for other servers"
! bounded swaks --server "127.0.0.1:$submission" --quit-after EHLO 2>&1 | grep -q ' 250.AUTH' || fail "AUTH is offered in clear"

arrived bob 1
stop
say "passed"
passed=yes

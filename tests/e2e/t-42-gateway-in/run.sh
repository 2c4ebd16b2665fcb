#!/bin/sh
# An inbound gateway: it takes mail for the domains of two internal hosts from anybody, and nothing else, and brings it to
# them by the transport map; while a host is down its mail waits, the other's does not.
. "$(dirname "$0")/../lib.sh"
need swaks

for name in secure java; do
    instance "$name" "$name.test"
    # The firewall lets only the gateway reach it.
    printf 'mynetworks = 127.0.0.1/32\nsmtpd_client_restrictions = permit_mynetworks, reject\n' >>"$etc/main.cf"
    user bob builder
    begin
done
at secure
secure=$smtp
at java
java=$smtp

instance gateway gateway.test
cat >>"$etc/main.cf" <<END2
relay_domains = secure.test, java.test
transport_maps = inline:{ {secure.test = relay:[127.0.0.1]:$secure}, {java.test = relay:[127.0.0.1]:$java} }
relay_recipient_maps = inline:{ {bob@secure.test = x}, {@java.test = x} }
minimal_backoff_time = 1s
maximal_backoff_time = 2s
queue_run_delay = 1s
END2
begin

taken x@elsewhere.example bob@secure.test one
taken x@elsewhere.example Bob@SECURE.test two
taken x@elsewhere.example bob@java.test three
logged "postfix/.*smtp.*to=<bob@secure.test>, relay=127.0.0.1\[127.0.0.1\]:$secure, .*status=sent"
at secure
arrived bob 2
at java
arrived bob 1
grep -qr --exclude-dir=tmp "^Received: from mail.gateway.test" "$home/mail" || fail "it did not come from the gateway"
say "mail for both hosts goes through"

at gateway
refused "454 4.7.1 .*Relay access denied" x@elsewhere.example bob@elsewhere.test
refused "550 5.1.1 .*User unknown in relay recipient table" x@elsewhere.example nobody@secure.test
at java
refused "Access denied" x@elsewhere.example bob@java.test
say "nothing else does"

# A recipient whom the internal host does not know: its word is told to the sender's server by a report, here to nobody.
at gateway
taken "" nobody@java.test unknown
logged "to=<nobody@java.test>, .*status=bounced (host 127.0.0.1\[127.0.0.1\] said: 550 5.1.1"

# down PORT: the host that listens there stops.
down() {
    for pid in $others; do
        if tr '\0' ' ' <"/proc/$pid/cmdline" 2>/dev/null | grep -q "$work/$1/"; then
            kill -TERM "$pid"
            wait_for 12 gone "$pid" || fail "$1 does not end"
        fi
    done
}
down java
taken x@elsewhere.example bob@java.test later
taken x@elsewhere.example bob@secure.test meanwhile
logged "to=<bob@java.test>, .*status=deferred (connect to 127.0.0.1\[127.0.0.1\]:$java: Connection refused)"
at secure
arrived bob 3
at java
begin
arrived bob 2
say "mail for a host that is down waits for it"
say "passed"
passed=yes

#!/bin/sh
# An outbound gateway: the hosts of the laboratory send everything to it (relayhost), it takes mail for the world from them
# alone, hides their names, and brings it where the DNS says (MX, then the next one when that is down).
. "$(dirname "$0")/../lib.sh"
need swaks python3

instance world world.test
user bob builder
begin
world=$smtp

# Destinations carry a port, since 25 is not ours here: names and MX come from the stub all the same.
cat >"$work/names" <<END2
world.test       MX  10 down.world.test
world.test       MX  20 mx.world.test
down.world.test  A   127.0.0.77
mx.world.test    A   127.0.0.1
gw.lab.test      A   127.0.0.1
null.test        MX  0 .
END2
mkfifo "$work/hold"
python3 "$library/../lib/dns_stub.py" --file "$work/names" --log "$work/questions" <"$work/hold" >"$work/dns.out" 2>&1 &
others="$others $!"
exec 8>"$work/hold"
wait_for 10 grep -q listening "$work/dns.out" || fail "the DNS stub did not start"
dns=$(sed -n 's/^listening on //p' "$work/dns.out")

instance gateway gw.lab.test
cat >>"$etc/main.cf" <<END2
mynetworks = inline:{ {127.0.0.11 = lab1}, {127.0.0.12 = lab2} }
masquerade_domains = lab.test
dns_resolver = $dns
dns_trust_anchor_file =
transport_maps = inline:{ {world.test = smtp:world.test:$world} }
END2
begin
gateway=$smtp

instance lab host1.lab.test
cat >>"$etc/main.cf" <<END2
relayhost = [gw.lab.test]:$gateway
dns_resolver = $dns
dns_trust_anchor_file =
smtp_bind_address = 127.0.0.11
mynetworks = 127.0.0.8/32
END2
user alice wonder
begin

taken alice@host1.lab.test bob@world.test hello 127.0.0.8
logged "to=<bob@world.test>, relay=gw.lab.test\[127.0.0.1\]:$gateway, .*status=sent"
at gateway
logged "client=unknown\[127.0.0.11\]"
logged "to=<bob@world.test>, relay=mx.world.test\[127.0.0.1\]:$world, .*status=sent"
logged "connect to down.world.test\[127.0.0.77\]:$world: Connection refused"
grep -q '^udp world.test MX' "$work/questions" || fail "MX was not asked"
at world
arrived bob 1
file=$(new_files bob)
grep -q '^Return-Path: <alice@lab.test>' "$file" || { head -5 "$file" >&2; fail "the host's name is not hidden"; }
say "from the laboratory to the world, the best mail exchanger down"

at gateway
refused "454 4.7.1 .*Relay access denied" x@elsewhere.example bob@world.test 127.0.0.13
refused "454 4.7.1 .*Relay access denied" x@elsewhere.example bob@world.test
say "others may not"

# Domains that nobody has, and one that takes no mail.
taken alice@host1.lab.test bob@nosuch.test nosuch 127.0.0.11
logged "to=<bob@nosuch.test>, .*status=bounced (Host or domain name not found. Name service error for name=nosuch.test type=A: Host not found)"
taken alice@host1.lab.test bob@null.test null 127.0.0.11
logged "to=<bob@null.test>, .*dsn=5.1.10, status=bounced (Domain null.test does not accept mail (nullMX))"
say "domains without mail are told to the sender"
exec 8>&-
say "passed"
passed=yes

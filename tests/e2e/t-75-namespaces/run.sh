#!/bin/sh
# A network of two namespaces: Mailstead as the sender in one, the other with the receivers and a name server with signed
# zones. Who takes the mail, and what the log says when nobody does: MX, addresses, silence, DNSSEC, DANE
# and MTA-STS.
. "$(dirname "$0")/../lib.sh"
need python3 openssl ip unshare nsenter nsd ldns-signzone ldns-keygen ldns-key2ds
[ "$(id -u)" -eq 0 ] || skip "namespaces are root's"
if [ -z "${MAILSTEAD_NAMESPACE:-}" ]; then
    unshare -n sh -c 'ip link add name mailstead-a type veth peer name mailstead-b' 2>/dev/null || skip "no network of its own is allowed here"
    rm -rf "$work"
    MAILSTEAD_NAMESPACE=yes exec unshare -n -m "$0" "$@"
fi
. "$here/network.sh"
. "$here/authorities.sh"

python3 "$here/zones.py" "$work" || fail "the zones were not made"
there nsd -d -c "$work/nsd/nsd.conf" >"$work/nsd/out" 2>&1 &
others="$others $!"
dns_answers() { there python3 -c 'import socket; socket.create_connection(("10.75.0.53", 53), 1)'; }
wait_for 10 dns_answers || { cat "$work/nsd/out" >&2; fail "nsd does not answer"; }
there python3 "$here/receiver.py" "$work/taken" 10.75.0.4:busy 10.75.0.5:plain 10.75.0.21:plain 10.75.0.22:plain >"$work/receiver.out" 2>&1 &
others="$others $!"
wait_for 10 grep -q listening "$work/receiver.out" || { cat "$work/receiver.out" >&2; fail "the scripted receivers do not listen"; }
there python3 "$here/policies.py" "$tls" >"$work/policies.out" 2>&1 &
others="$others $!"
wait_for 10 grep -q listening "$work/policies.out" || { cat "$work/policies.out" >&2; fail "the policy hosts do not listen"; }

# The receiver: everything comes to one mailbox. A service has the certificate of its address.
instance receiver receiver.test
users=$as
cp "$work"/tls/*.pem "$etc"
chown -R nobody "$etc"
cat >>"$etc/main.cf" <<END
inet_protocols = all
mynetworks = 10.75.0.0/24, [fd75::]/64
virtual_alias_maps = static:alice@receiver.test
smtpd_tls_loglevel = 1
END
for one in 10.75.0.10 "[fd75::10]" 10.75.0.12; do echo "$one:25 inet n - n - - smtpd" >>"$etc/master.cf"; done
for one in 30=ee 31=ta 32=ee 33=ee 34=sts; do
    echo "10.75.0.${one%=*}:25 inet n - n - - smtpd -o smtpd_tls_cert_file=$etc/${one#*=}.pem -o smtpd_tls_key_file=$etc/${one#*=}-key.pem" >>"$etc/master.cf"
done
user alice wonder
as="nsenter --net=/proc/$far/ns/net $users"
begin
as=$users

. "$here/cases.sh"
instance deaf deaf.test
echo "dns_resolver = 10.75.9.53@53" >>"$etc/main.cf"
begin
submit failover.test

instance sender sender.test
cp "$tls/authority.pem" "$etc"
cat >>"$etc/main.cf" <<END
inet_protocols = all
inet_interfaces = 127.0.0.1, 10.75.0.1
dns_resolver = 10.75.0.53@53
dns_trust_anchor_file = $work/zones/root.anchor
smtp_dns_support_level = dnssec
smtp_tls_security_level = dane
smtp_tls_loglevel = 1
smtp_tls_policy_maps = inline:{ {onlynone.test = dane-only}, {onlyplain.plain.test = dane-only}, {ee.test = dane-only} }
smtp_tls_CAfile = $etc/authority.pem
smtp_tls_mta_sts_private_addresses = yes
smtp_connect_timeout = 2s
smtp_host_lookup = dns
transport_maps = inline:{ {dual4.test = smtp4:dual.test}, {dual6.test = smtp6:dual.test}, {equal.test = fresh:} }
END
cat >>"$etc/master.cf" <<END
smtp4 unix - - n - - smtp -o smtp_address_preference=ipv4
smtp6 unix - - n - - smtp -o smtp_address_preference=ipv6
fresh unix - - n - - smtp -o smtp_connection_cache_on_demand=no
END
user sender wonder
begin
all_cases
say "passed"
passed=yes

#!/bin/sh
# An office's ways out: a provider that wants TLS and a login, another one for some senders, another transport for others, a relay for
# what cannot be reached, domains whose best exchanger is the office itself, addresses that are not valid outside; and who may send is
# asked of a policy server that spawn runs. The provider is Debian's Postfix where root can start it, else Mailstead.
. "$(dirname "$0")/../lib.sh"
need python3 swaks openssl

eval "$(free_ports world other bulk closed provider)"
for one in world other bulk; do
    eval "port=\$$one"
    python3 "$library/../lib/smtp_sink.py" "$port" "$work/$one.mail" >"$work/$one.out" 2>&1 &
    others="$others $!"
    wait_for 10 grep -q listening "$work/$one.out" || { cat "$work/$one.out" >&2; fail "no sink"; }
done
mkfifo "$work/hold"
python3 "$library/../lib/dns_stub.py" "smtp.provider.test A 127.0.0.1" "self.test MX 10 mx.self.test" "mx.self.test A 127.0.0.1" <"$work/hold" >"$work/dns.out" 2>&1 &
others="$others $!"
exec 8>"$work/hold"
wait_for 10 grep -q listening "$work/dns.out" || fail "the DNS stub did not start"
dns=$(sed -n 's/^listening on //p' "$work/dns.out")

# The provider's accounts are Mailstead's, which Postfix asks by Dovecot's protocol.
instance provider provider.test
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj "/CN=smtp.provider.test" -addext "subjectAltName=DNS:smtp.provider.test" \
    -keyout "$work/key.pem" -out "$work/cert.pem" >/dev/null 2>&1
chmod 644 "$work/key.pem" "$work/cert.pem"
cat >>"$etc/main.cf" <<END
smtpd_tls_cert_file = $work/cert.pem
smtpd_tls_key_file = $work/key.pem
default_transport = smtp:[127.0.0.1]:$world
END
user office secret
begin
provider_log=$home/log/mail.log
way_in=$submission
if [ "$(id -u)" -eq 0 ] && [ -x /usr/lib/postfix/sbin/master ]; then
    . "$library/postfix.sh"
    chmod 755 "$home" "$home/queue" "$home/queue/private"
    chmod 666 "$home/queue/private/auth"
    postfix_instance postfix
    cat >>"$peer/etc/main.cf" <<END
myhostname = smtp.provider.test
mydestination =
default_transport = smtp:[127.0.0.1]:$world
smtpd_tls_cert_file = $work/cert.pem
smtpd_tls_key_file = $work/key.pem
END
    cat >>"$peer/etc/master.cf" <<END
127.0.0.1:$provider inet n - n - - smtpd
  -o smtpd_tls_security_level=encrypt -o smtpd_sasl_auth_enable=yes -o smtpd_sasl_type=dovecot -o smtpd_sasl_path=$home/queue/private/auth
  -o smtpd_relay_restrictions=permit_sasl_authenticated,reject -o smtpd_tls_auth_only=yes
END
    postfix_start "$provider"
    provider_log=$peer/log
    way_in=$provider
fi

instance office office.test
me=nobody
[ "$(id -u)" -eq 0 ] || me=$(id -un)
cat >>"$etc/main.cf" <<END
mynetworks = 127.0.0.8/32
dns_resolver = $dns
dns_trust_anchor_file =
smtp_host_lookup = dns
relayhost = [smtp.provider.test]:$way_in
smtp_sasl_auth_enable = yes
smtp_sasl_password_maps = inline:{ {[smtp.provider.test]:$way_in = office@provider.test:secret} }
smtp_sasl_security_options = noplaintext, noanonymous
smtp_sasl_tls_security_options = noanonymous
smtp_tls_policy_maps = inline:{ {[smtp.provider.test]:$way_in = secure match=smtp.provider.test} }
smtp_tls_CAfile = $work/cert.pem
smtp_tls_loglevel = 1
smtp_generic_maps = inline:{ {alice@office.lan = alice@office.test} }
sender_dependent_relayhost_maps = inline:{ {ann@office.test = [127.0.0.1]:$other} }
sender_dependent_default_transport_maps = inline:{ {bot@office.test = slow:[127.0.0.1]:$bulk} }
smtp_fallback_relay = [127.0.0.1]:$other
best_mx_transport = discard
transport_maps = inline:{ {down.test = smtp:[127.0.0.1]:$closed}, {self.test = direct:} }
smtpd_recipient_restrictions = check_policy_service { unix:private/policy, timeout=10s, default_action=DEFER }
END
cat >>"$etc/master.cf" <<END
slow   unix - - n - - smtp
direct unix - - n - - smtp -o smtp_fallback_relay=
policy unix - n n - 0 spawn user=$me argv=python3 $here/policy.py $work/asked
END
: >"$work/asked"
chmod 666 "$work/asked"
begin

send() { taken "$1" "$2" "${3:-hello}" 127.0.0.8; }
sent() { logged "$1.*to=<$2>, $3.*dsn=2.0.0, status=sent ($4" || { grep "$2" "$home/log/mail.log" >&2; fail "$2: not $1, $3"; }; }

send alice@office.lan x@world.test
sent postfix/smtp x@world.test "relay=smtp.provider.test\[127.0.0.1\]:$way_in, " "250 2.0.0 Ok: queued as [0-9A-F]*)"
logged "Verified TLS connection established to smtp.provider.test\[127.0.0.1\]:$way_in: TLSv1.3" || fail "the provider was not verified"
wait_for 10 grep -q "client=.*sasl_method=[A-Z0-9-]*, sasl_username=office@provider.test" "$provider_log" || fail "no login"
at_sink() { wait_for 10 grep -q "$2" "$work/$1.mail" || { cat "$work/$1.mail" >&2; fail "the sink $1 did not get $2"; }; }
at_sink world '^RCPT TO:<x@world.test>'
grep -q '^MAIL FROM:<alice@office.test>' "$work/world.mail" || fail "the sender's address is that of the inside"
grep -q '^From: alice@office.test' "$work/world.mail" || { cat "$work/world.mail" >&2; fail "From is the address of the inside"; }
say "relayhost, with TLS and a login; addresses are valid outside"

send ann@office.test y@world.test
sent postfix/smtp y@world.test "relay=127.0.0.1\[127.0.0.1\]:$other, " "250 2.0.0 Ok: taken)"
send bot@office.test z@world.test
sent postfix/smtp z@world.test "relay=127.0.0.1\[127.0.0.1\]:$bulk, " "250 2.0.0 Ok: taken)"
at_sink other '^RCPT TO:<y@world.test>'
at_sink bulk '^RCPT TO:<z@world.test>'
say "another relay, another transport for some senders"

send alice@office.lan u@down.test
sent postfix/smtp u@down.test "relay=127.0.0.1\[127.0.0.1\]:$other, " "250 2.0.0 Ok: taken)"
logged "connect to 127.0.0.1\[127.0.0.1\]:$closed: Connection refused"
say "smtp_fallback_relay"

send alice@office.lan bob@self.test
sent postfix/discard bob@self.test 'relay=none, ' 'self.test)'
say "best_mx_transport"

refused '554 5.7.1 <q@world.test>: Recipient address rejected: not by this office' nasty@office.test q@world.test 127.0.0.8
logged 'NOQUEUE: reject: RCPT from unknown\[127.0.0.8\]: 554 5.7.1 <q@world.test>: Recipient address rejected: not by this office; from=<nasty@office.test> to=<q@world.test> proto=ESMTP'
for one in request=smtpd_access_policy protocol_state=RCPT client_address=127.0.0.8 sender=nasty@office.test recipient=q@world.test; do
    grep -q "^$one\$" "$work/asked" || fail "the policy server was not told $one"
done
say "check_policy_service by spawn"
exec 8>&-
say "passed"
passed=yes

#!/bin/sh
# Debian's opendkim as a milter: mail that alice submits is signed, and the signature of what was delivered is good at a second
# opendkim, which verifies what comes from outside; what was changed on the way is told apart.
. "$(dirname "$0")/../lib.sh"
need opendkim swaks openssl python3

configure
eval "$(free_ports signer verifier)"
keys=$work/keys
mkdir -p "$keys"
openssl genrsa -out "$keys/e2e.private" 2048 2>/dev/null
public=$(openssl rsa -in "$keys/e2e.private" -pubout -outform DER 2>/dev/null | base64 | tr -d '\n')
echo "e2e._domainkey.$domain v=DKIM1; k=rsa; p=$public" >"$keys/public"

# filter NAME MODE PORT: an opendkim of that mode. It finds the key in a file instead of DNS.
filter() {
    cat >"$work/$1.conf" <<END
Mode $2
Socket inet:$3@127.0.0.1
Domain $domain
Selector e2e
KeyFile $keys/e2e.private
TestPublicKeys $keys/public
Canonicalization relaxed/simple
InternalHosts $work/hosts.$1
PidFile $work/$1.pid
Background No
Syslog No
RequireSafeKeys No
On-BadSignature accept
AlwaysAddARHeader Yes
AuthservID $1.example
END
    opendkim -f -x "$work/$1.conf" >"$work/$1.log" 2>&1 &
    others="$others $!"
}
echo 127.0.0.1 >"$work/hosts.signer"
echo 192.0.2.1 >"$work/hosts.verifier"
filter signer s "$signer"
filter verifier v "$verifier"
listens() { python3 -c "import socket,sys; socket.create_connection(('127.0.0.1', int(sys.argv[1])), 1)" "$1"; }
wait_for 10 listens "$signer" || { cat "$work/signer.log"; fail "the signing opendkim does not listen"; }
wait_for 10 listens "$verifier" || { cat "$work/verifier.log"; fail "the verifying opendkim does not listen"; }

sed -i "s/^127.0.0.1:$submission .*/& -o smtpd_milters=inet:127.0.0.1:$signer/" "$etc/master.cf"
echo "smtpd_milters = inet:127.0.0.1:$verifier" >>"$etc/main.cf"
user alice wonder
user bob builder
start

message "bob@$domain" "signed" "first line
  second line  with   blanks
..a dot

last"
arrived bob 1
signed=$(all_files bob)
grep -q '^DKIM-Signature: .*d=example.test' "$signed" || { cat "$signed"; fail "no signature"; }

# What was delivered, without what the delivery has put above it.
sent_on() { sed -e '1,/^Delivered-To:/d' "$1"; }

# From outside it comes back, whole, and changed.
outside() { bounded swaks --server "127.0.0.1:$smtp" --from "alice@$domain" --to "bob@$domain" --data "@$1" >"$work/swaks.log" 2>&1 || { cat "$work/swaks.log"; fail "the message was not accepted"; }; }
sent_on "$signed" >"$work/whole"
outside "$work/whole"
arrived bob 2
sed 's/^last$/lost/' "$work/whole" >"$work/changed"
outside "$work/changed"
arrived bob 3
results=$(grep -h -A1 '^Authentication-Results: verifier.example' $(all_files bob) | grep -o 'dkim=[a-z]*' | sort | tr '\n' ' ')
[ "$results" = "dkim=fail dkim=pass " ] || { grep -h -A2 '^Authentication-Results' $(all_files bob); cat "$work/verifier.log"; fail "the verifier says: $results"; }

# A big one, through segments.
python3 -c "print(''.join('line %d of a long letter\n' % i for i in range(120000)), end='')" >"$work/long"
bounded swaks --server "127.0.0.1:$submission" --tls --auth PLAIN --auth-user "alice@$domain" --auth-password wonder --from "alice@$domain" \
    --to "bob@$domain" --header "Subject: long" --body "@$work/long" >"$work/swaks.log" 2>&1 || { tail -5 "$work/swaks.log"; fail "the long message was not accepted"; }
arrived bob 4
sent_on "$(grep -l '^Subject: long' $(all_files bob))" >"$work/whole"
outside "$work/whole"
arrived bob 5
grep -l '^Subject: long' $(all_files bob) | xargs grep -h -A1 '^Authentication-Results: verifier.example' | grep -q 'dkim=pass' || fail "the signature of the long message is not good"

stop
say "passed"
passed=yes

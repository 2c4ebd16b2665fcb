#!/bin/sh
# The client's name comes from DNS, believed only when it leads back: in Received and in the log. No answer, a late one
# or a contradiction: unknown, and the mail is taken all the same.
. "$(dirname "$0")/../lib.sh"
need swaks python3

cat >"$work/names" <<END
11.0.0.127.in-addr.arpa  PTR  client.example.net
client.example.net       A    127.0.0.11
12.0.0.127.in-addr.arpa  PTR  liar.example.net
liar.example.net         A    192.0.2.1
13.0.0.127.in-addr.arpa  !servfail
14.0.0.127.in-addr.arpa  PTR  late.example.net
14.0.0.127.in-addr.arpa  !drop
17.0.0.127.in-addr.arpa  !drop
16.0.0.127.in-addr.arpa  PTR  slow.example.net
16.0.0.127.in-addr.arpa  !delay 0.7
slow.example.net         A    127.0.0.16
END
mkfifo "$work/hold"
python3 "$library/../lib/dns_stub.py" --file "$work/names" --log "$work/questions" <"$work/hold" >"$work/dns.out" 2>&1 &
others="$others $!"
exec 8>"$work/hold"
wait_for 10 grep -q listening "$work/dns.out" || fail "the DNS stub did not start"
dns=$(sed -n 's/^listening on //p' "$work/dns.out")

configure
sed -i '/smtpd_peername_lookup/d' "$etc/main.cf"
# Without a trust anchor: the stub signs nothing.
printf 'smtpd_peername_lookup = yes\ndns_resolver = %s\ndns_trust_anchor_file =\n' "$dns" >>"$etc/main.cf"
user bob builder
start

# from ADDRESS NAME
count=0
from() {
    begun=$(date +%s%N)
    limit=40 bounded swaks --server "127.0.0.1:$smtp" --local-interface "$1" --from "x@elsewhere.example" --to "bob@$domain" --helo me.example \
        --header "Subject: from $1" --timeout 35 >"$work/swaks.log" 2>&1 || { cat "$work/swaks.log" >&2; fail "mail from $1 was refused"; }
    count=$((count + 1))
    wait_for 10 grep -qr --exclude-dir=tmp "^Subject: from $1\$" "$home/mail" || fail "mail from $1 did not arrive"
    file=$(grep -lr --exclude-dir=tmp "^Subject: from $1\$" "$home/mail")
    grep -qF "from me.example ($2 [$1])" "$file" || { grep -A2 '^Received' "$file" >&2; fail "$1 is not called $2 in Received"; }
    wait_for 5 grep -qF "connect from $2[$1]" "$home/log/mail.log" || fail "$1 is not called $2 in the log"
    say "$1 is $2, $((($(date +%s%N) - begun) / 1000000)) ms"
}
from 127.0.0.11 client.example.net
from 127.0.0.12 unknown
from 127.0.0.13 unknown
from 127.0.0.15 unknown
from 127.0.0.16 slow.example.net
from 127.0.0.14 unknown
grep -q '^udp 11.0.0.127.in-addr.arpa PTR' "$work/questions" || fail "the stub was not asked"

# A session that still waits for its name does not hold up the end.
python3 -c "
import socket, sys, time
wire = socket.create_connection(('127.0.0.1', int(sys.argv[1])), source_address=('127.0.0.17', 0))
wire.settimeout(12)
wire.recv(100)" "$smtp" 2>/dev/null &
others="$others $!"
wait_for 5 grep -q '17.0.0.127' "$work/questions" || fail "the name of 127.0.0.17 was not asked"
begun=$(date +%s%N)
stop 10
say "ended $((($(date +%s%N) - begun) / 1000000)) ms after SIGTERM, a question unanswered"
exec 8>&-
say "passed"
passed=yes

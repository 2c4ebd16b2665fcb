#!/bin/sh
# W-11 and W-12: another server greylists us, does not answer, or cannot be reached. Mail waits, mailq says why in Postfix's
# layout, the sender is not told that it failed; when the server accepts, it goes.
. "$(dirname "$0")/../lib.sh"
need swaks python3

names() {
    cat >"$work/names" <<END2
csmx1.cs.nctu.edu.tw  A  127.0.0.31
refusing.test         A  127.0.0.32
silent.test           A  127.0.0.33
unverified.test       A  127.0.0.31
END2
    mkfifo "$work/hold"
    python3 "$library/../lib/dns_stub.py" --file "$work/names" --log "$work/questions" <"$work/hold" >"$work/dns.out" 2>&1 &
    others="$others $!"
    exec 8>"$work/hold"
    wait_for 10 grep -q listening "$work/dns.out" || fail "the DNS stub did not start"
    dns=$(sed -n 's/^listening on //p' "$work/dns.out")
}
# peer NAME ARGUMENTS...: another server; its port is in $port.
peer() {
    out=$work/$1.out
    shift
    python3 "$library/../lib/peer_stub.py" "$@" >"$out" 2>&1 &
    others="$others $!"
    wait_for 10 grep -q listening "$out" || { cat "$out"; fail "the peer did not start"; }
    port=$(sed -n 's/^listening on //p' "$out")
}

names
why="Recipient address rejected: Greylisted, see http://postgrey.schweikert.ch/help/cs.nctu.edu.tw.html"
peer greylist greylist 127.0.0.31 "450 4.2.0 %r: $why" "$work/open" "$work/taken"
grey=$port
peer doubting greylist 127.0.0.31 "450 4.7.1 cannot verify domain of sender host" "$work/never" "$work/never-taken"
doubting=$port
peer silent full 127.0.0.33
silent=$port

configure
eval "$(free_ports refusing)"
cat >>"$etc/main.cf" <<END2
mynetworks = 127.0.0.8/32
dns_resolver = $dns
dns_trust_anchor_file =
smtp_connect_timeout = 2s
minimal_backoff_time = 300s
transport_maps = inline:{ {cs.nctu.edu.tw = smtp:[csmx1.cs.nctu.edu.tw]:$grey}, {refusing.test = smtp:[refusing.test]:$refusing},
  {silent.test = smtp:[silent.test]:$silent}, {unverified.test = smtp:[unverified.test]:$doubting} }
END2
user alice wonder
start
queue() { $as "$program" -c "$etc" postqueue "$@"; }
mailq() { $as "$program" -c "$etc" mailq; }
# block ADDRESS: the message's part of the list: who sent it and when, why it waits, for whom.
block() { mailq | awk -v RS= -v who="$1" 'index($0, who)'; }
has_line() { block "$1" | grep -Fq "$2"; }
# waits ADDRESS LINE: the line is in its part, or soon: it is written a moment after the log.
waits() { wait_for 10 has_line "$1" "$2" || { mailq; fail "mailq does not say: $2"; }; }

sent="alice@$domain"
taken "$sent" lctseng@cs.nctu.edu.tw grey 127.0.0.8
logged "to=<lctseng@cs.nctu.edu.tw>, relay=csmx1.cs.nctu.edu.tw\[127.0.0.31\]:$grey, .*dsn=4.2.0, status=deferred"
mailq | head -1 | grep -qx -- '-Queue ID-  --Size-- ----Arrival Time---- -Sender/Recipient-------' || { mailq; fail "mailq's first line"; }
waits lctseng@cs.nctu.edu.tw "(host csmx1"
block lctseng@ >"$work/block"
id=$(sed -n '1s/^\([0-9A-F]*\) .*/\1/p;2s/^\([0-9A-F]*\) .*/\1/p' "$work/block" | head -1)
tail -3 "$work/block" | sed -n 1p | grep -Eq "^$id +[0-9]+ (Mon|Tue|Wed|Thu|Fri|Sat|Sun) [A-Z][a-z]{2} +[0-9]+ [0-9:]{8}  $sent\$" ||
    { cat "$work/block"; fail "mailq's line of the message"; }
[ "$(tail -2 "$work/block" | head -1)" = "(host csmx1.cs.nctu.edu.tw[127.0.0.31] said: 450 4.2.0 <lctseng@cs.nctu.edu.tw>: $why (in reply to RCPT TO command))" ] ||
    { cat "$work/block"; fail "mailq does not say why"; }
[ "$(tail -1 "$work/block")" = "                                         lctseng@cs.nctu.edu.tw" ] || { cat -A "$work/block"; fail "mailq's recipient"; }
mailq | tail -1 | grep -Eqx -- '-- [01] Kbytes in 1 Request\.' || { mailq; fail "mailq's last line"; }
say "W-11: greylisted, and told in mailq"

taken "$sent" x@unverified.test doubt 127.0.0.8
logged "to=<x@unverified.test>, .*status=deferred (host unverified.test\[127.0.0.31\] said: 450 4.7.1 cannot verify domain of sender host (in reply to RCPT TO command))"
taken "$sent" x@refusing.test refused 127.0.0.8
logged "to=<x@refusing.test>, .*dsn=4.4.1, status=deferred"
waits x@refusing.test "(connect to refusing.test[127.0.0.32]:$refusing: Connection refused)"
taken "$sent" x@silent.test silent 127.0.0.8
logged "to=<x@silent.test>, .*dsn=4.4.1, status=deferred"
waits x@silent.test "(connect to silent.test[127.0.0.33]:$silent: Connection timed out)"
mailq | tail -1 | grep -Eqx -- '-- [0-9] Kbytes in 4 Requests\.' || { mailq; fail "mailq's last line of four"; }
say "W-12: refused, silent"

[ "$(count_of alice)" -eq 0 ] || fail "the sender was told something"
touch "$work/open"
queue -f || fail "postqueue -f"
wait_for 15 test -s "$work/taken" || fail "it is not delivered although the server accepts now"
grep -q "^RCPT TO:<lctseng@cs.nctu.edu.tw>" "$work/taken" && grep -q '^Subject: grey' "$work/taken" || { cat "$work/taken"; fail "what was delivered"; }
logged "$id: to=<lctseng@cs.nctu.edu.tw>, .*status=sent (250 2.0.0 Ok: queued as PEER)"
[ "$(count_of alice)" -eq 0 ] || fail "the sender was told something"
say "delivered when the server accepts"
exec 8>&-
stop
say "passed"
passed=yes

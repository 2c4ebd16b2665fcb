#!/bin/sh
# On-demand relay: mail for a customer waits, untried, until somebody asks for it: postqueue -f, -s or -i. Queue runs leave
# it alone; what is asked for once and not delivered waits again.
. "$(dirname "$0")/../lib.sh"
need swaks

instance customer abc.test
printf 'mynetworks = 127.0.0.1/32\n' >>"$etc/main.cf"
user bob builder
begin
customer=$smtp

instance provider provider.test
cat >>"$etc/main.cf" <<END2
relay_domains = abc.test, far.test
transport_maps = inline:{ {abc.test = ondemand:[127.0.0.1]:$customer}, {far.test = ondemand:[127.0.0.1]:1} }
defer_transports = ondemand
minimal_backoff_time = 1s
maximal_backoff_time = 1s
queue_run_delay = 1s
END2
printf 'ondemand unix - - n - - smtp\n' >>"$etc/master.cf"
begin

queue() { $as "$program" -c "$etc" postqueue "$@"; }
waits() { [ "$(queue -j | grep -c .)" -eq "$1" ]; }

taken x@elsewhere.example bob@abc.test one
taken x@elsewhere.example bob@abc.test two
taken x@elsewhere.example bob@far.test other
logged "to=<bob@abc.test>, relay=none, .*dsn=4.3.2, status=deferred (deferred transport)"
sleep 3
queue -p | grep -q "(deferred transport)" || fail "mailq does not say why"
waits 3 || fail "a queue run delivered or lost mail"
at customer
[ "$(count_of bob)" -eq 0 ] || fail "mail was delivered before anybody asked"
say "it waits"

at provider
id=$(queue -j | grep abc.test | head -1 | sed 's/.*"queue_id": *"\([0-9A-F]*\)".*/\1/')
queue -i "$id" || fail "postqueue -i"
at customer
arrived bob 1
at provider
queue -s abc.test || fail "postqueue -s abc.test"
at customer
arrived bob 2
at provider
wait_for 5 waits 1 || fail "the other customer's mail is gone"
! queue -s elsewhere.test 2>/dev/null || fail "postqueue -s takes any domain"
say "asked for by message and by site"

queue -f || fail "postqueue -f"
logged "to=<bob@far.test>, .*status=deferred (connect to 127.0.0.1\[127.0.0.1\]:1: Connection refused)"
tries() { grep -c "to=<bob@far.test>.*Connection refused" "$home/log/mail.log"; }
before=$(tries)
sleep 3
[ "$(tries)" -eq "$before" ] || fail "it was tried again although nobody asked"
say "what could not be delivered waits for the next request"

taken x@elsewhere.example bob@abc.test three
taken x@elsewhere.example bob@abc.test four
waits 3 || fail "new mail did not wait"
queue -f
at customer
arrived bob 4
say "passed"
passed=yes

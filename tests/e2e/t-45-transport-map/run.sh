#!/bin/sh
# One transport map, another way for each kind of entry: a host and port, a user, subdomains, errors, a discarding one, the
# local mailboxes, an LMTP server, a transport that nobody has, and everything else by the last resort.
. "$(dirname "$0")/../lib.sh"
need swaks python3

instance one one.test
sed -i 's/^virtual_mailbox_domains.*/virtual_mailbox_domains = one.test, sub.wide.test, wild.test/' "$etc/main.cf"
printf 'mynetworks = 127.0.0.1/32\n' >>"$etc/main.cf"
for name in bob; do user $name builder; done
printf 'virtual_alias_maps = inline:{ {@sub.wide.test = bob@one.test}, {@wild.test = bob@one.test} }\n' >>"$etc/main.cf"
begin
one=$smtp
instance two two.test
printf 'mynetworks = 127.0.0.1/32\nvirtual_alias_maps = inline:{ {kdent@one.test = bob@two.test} }\nvirtual_alias_domains = one.test\n' >>"$etc/main.cf"
user bob builder
begin
two=$smtp

instance hub hub.test
cat >>"$etc/main.cf" <<END2
mynetworks = 127.0.0.99/32
transport_maps = texthash:$etc/transport
virtual_mailbox_domains = hub.test, moved.test
virtual_alias_maps = inline:{ {bob@moved.test = bob@moved.test} }
END2
cat >"$etc/transport" <<END2
one.test         smtp:[127.0.0.1]:$one
kdent@one.test   smtp:[127.0.0.1]:$two
.wide.test       relay:[127.0.0.1]:$one
closed.test      error:no mail accepted for closed
gone.test        error:5.1.6 moved away
later.test       retry:4.3.2 not before tomorrow
void.test        discard:
strange.test     nosuch:x
*                smtp:[127.0.0.1]:$one
hub.test         :
END2
user bob builder
begin

send() { taken x@elsewhere.example "$1" "$1"; }
send bob@one.test
send kdent@one.test
send u@sub.wide.test
send u@wild.test
send bob@hub.test
at one
arrived bob 3
at two
arrived bob 1
at hub
arrived bob 1
say "each by its own way"

refused "550 5.1.1 <a@closed.test>: Recipient address rejected: no mail accepted for closed" x@elsewhere.example a@closed.test
refused "550 5.1.6 <a@gone.test>: Recipient address rejected: moved away" x@elsewhere.example a@gone.test
by_sendmail() { printf 'Subject: x\n\nhi\n' | bounded $as "$program" -c "$etc" sendmail -f x@elsewhere.example "$1" || fail "sendmail $1"; }
by_sendmail a@closed.test
logged "postfix/error.*to=<a@closed.test>, relay=none, .*dsn=5.0.0, status=bounced (no mail accepted for closed)"
by_sendmail a@gone.test
logged "to=<a@gone.test>, .*dsn=5.1.6, status=bounced (moved away)"
send a@later.test
logged "to=<a@later.test>, .*dsn=4.3.2, status=deferred (not before tomorrow)"
send a@void.test
logged "postfix/discard.*to=<a@void.test>, relay=none, .*dsn=2.0.0, status=sent (void.test)"
send a@strange.test
logged "to=<a@strange.test>, .*dsn=4.3.5, status=deferred (mail transport unavailable)"
logged "transport nosuch: no service of that name in master.cf takes mail"
say "errors, discards, what waits"

say "passed"
passed=yes

#!/bin/sh
# Notices to a postmaster whose mail comes back end, whatever the tables make of senders.
. "$(dirname "$0")/../lib.sh"
need openssl

configure
cat >>"$etc/main.cf" <<END
notify_classes = bounce, 2bounce, delay
masquerade_domains = example.test
sender_canonical_maps = static:root@example.test
default_transport = error:5.1.1 nobody
END
start
printf 'Subject: x\n\nhi\n' | bounded $as "$program" -c "$etc" sendmail -f someone@nowhere.test x@nowhere.test || fail "sendmail"
logged 'postfix/bounce.*: warning: .*: undeliverable postmaster notification discarded' || fail "the last notice is not given up"
empty() { [ "$(bounded $as "$program" -c "$etc" postqueue -j | wc -l)" -eq 0 ]; }
wait_for 10 empty || fail "something is left in the queue"
sleep 0.5
told=$(grep -c 'notification: ' "$home/log/mail.log")
[ "$told" -le 4 ] || fail "$told notifications about one message"
stop
say "passed"
passed=yes

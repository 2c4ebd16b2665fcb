#!/bin/sh
# A mailbox that is full already is told at RCPT, by LMTP's parameter for good or for now; the locks of mboxes count from a reload,
# and words that are no locks are told.
. "$(dirname "$0")/../lib.sh"
need python3

configure
cat >>"$etc/main.cf" <<END
mailbox_quota_maps = inline:{ {bob@$domain = 2C} {box@$domain = 2C} }
virtual_mailbox_domains = $domain
virtual_mailbox_maps = inline:{ {bob@$domain = $domain/bob/} {ann@$domain = $domain/ann/} {box@$domain = box} }
notify_classes =
END
cat >>"$etc/master.cf" <<END
127.0.0.1:$extra inet n - n - - lmtpd -o lmtpd_client_restrictions=permit
END
start

# What is said to RCPT of each address, then to the text for those that were taken.
lmtp() {
    bounded python3 - "$extra" "$@" <<'END'
import smtplib, sys
with smtplib.LMTP("127.0.0.1", int(sys.argv[1])) as wire:
    wire.ehlo("client.example")
    wire.mail("a@elsewhere.test")
    taken = 0
    for who in sys.argv[2:]:
        code, text = wire.rcpt(who)
        print("rcpt", code, text.decode())
        taken += code == 250
    if taken:
        code, text = wire.data("Subject: x\r\n\r\nhello\r\n")
        print("text", code, text.decode())
END
}
for address in "bob@$domain" "box@$domain"; do
    for i in 1 2; do lmtp "$address" | grep -q '^text 250' || fail "message $i to $address"; done
    lmtp "$address" >"$work/said"
    grep -q '^rcpt 552 5.2.2 mailbox is full' "$work/said" || { cat "$work/said" >&2; fail "$address: a full mailbox is not told at RCPT"; }
done
lmtp "bob@$domain" "ann@$domain" >"$work/said"
grep -q '^rcpt 552' "$work/said" && grep -q '^text 250' "$work/said" || { cat "$work/said" >&2; fail "the other recipient"; }
say "full mailboxes are told at RCPT"

echo 'mailbox_quota_reject_code = 452' >>"$etc/main.cf"
echo 'virtual_mailbox_lock = fcntl, flocks' >>"$etc/main.cf"
$as "$program" -c "$etc" check >"$work/check" 2>&1 || true
grep -q 'virtual_mailbox_lock: no such lock method: flocks' "$work/check" || { cat "$work/check" >&2; fail "check does not tell of flocks"; }
$as "$program" -c "$etc" reload >/dev/null || fail "reload"
now() { lmtp "bob@$domain" | grep -q '^rcpt 452 4.2.2 mailbox is full'; }
wait_for 10 now || fail "452 does not count from the reload"
logged 'warning: virtual_mailbox_lock: no such lock method: flocks' || fail "the reload does not tell of flocks"
say "452 by parameter, and words that are no locks, from a reload"

# Without dotlock in the list a lock file is nobody's concern.
sed -i 's/^mailbox_quota_maps.*/mailbox_quota_maps =/' "$etc/main.cf"
: >"$home/mail/box.lock"
[ "$(id -u)" -ne 0 ] || chown nobody:nogroup "$home/mail/box.lock"
sed -i 's/^virtual_mailbox_lock.*/virtual_mailbox_lock = fcntl/' "$etc/main.cf"
$as "$program" -c "$etc" reload >/dev/null || fail "reload"
delivered() { lmtp "box@$domain" | grep -q '^text 250'; }
wait_for 20 delivered || fail "virtual_mailbox_lock does not count from the reload"
say "the locks count from a reload"
stop
say "passed"
passed=yes

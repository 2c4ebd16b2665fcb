#!/bin/sh
# aerc on a terminal: it lists, reads, flags, copies into a folder and deletes.
. "$(dirname "$0")/../lib.sh"
need aerc swaks curl python3

configure
user alice wonder
user bob builder
start
for number in 1 2 3; do message "bob@$domain" "letter-$number" "The text of $number."; done
arrived bob 3
ask_imap bob builder "INBOX" "CREATE Saved" >/dev/null

mkdir -p "$work/config/aerc"
cat >"$work/config/aerc/accounts.conf" <<END
[office]
source = imap+insecure://bob%40$domain:builder@127.0.0.1:$imap
default = INBOX
from = Bob <bob@$domain>
outgoing = /bin/true
check-mail = 0
END
chmod 600 "$work/config/aerc/accounts.conf"
printf '[ui]\nsort=date\nfuzzy-complete=false\n[viewer]\npager=cat\n[filters]\ntext/plain=cat\n' >"$work/config/aerc/aerc.conf"
cp /usr/share/aerc/binds.conf "$work/config/aerc/"
cat >"$work/script" <<'END'
wait letter-1
wait letter-3
type :select 0\r
sleep 0.5
type :flag\r
sleep 1
type :next\r
sleep 0.3
type :cp Saved\r
sleep 1
type :next\r
sleep 0.3
type :delete\r
sleep 1.5
type :quit -f\r
END
HOME=$work XDG_CONFIG_HOME=$work/config XDG_CACHE_HOME=$work/cache bounded python3 "$library/../lib/terminal.py" "$work/aerc.out" "$work/script" aerc \
    2>"$work/aerc.log" || { cat "$work/aerc.log" >&2; strings "$work/aerc.out" | tail -20 >&2; fail "aerc"; }

found() { ask_imap bob builder "$1" "UID SEARCH $2" | sed -n 's/^\* SEARCH *//p' | tr ' ' '\n' | wc -w; }
[ "$(found INBOX FLAGGED)" -eq 1 ] || fail "not one flagged message"
[ "$(found Saved ALL)" -eq 1 ] || fail "not one message in the other folder"
[ "$(found INBOX ALL)" -eq 2 ] || fail "not one message deleted"
stop
say "passed"
passed=yes

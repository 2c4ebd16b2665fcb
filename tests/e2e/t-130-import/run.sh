#!/bin/sh
# import: Maildirs, mboxes and tars into Maildir and mbox accounts, while the server is stopped and while it runs. Flags,
# keywords, dates, folders and subscriptions come along; damaged messages are named and passed over; maildirmake.
. "$(dirname "$0")/../lib.sh"
need curl tar

configure
printf '%s\n' "virtual_mailbox_maps = inline:{ {dora@$domain = dora} }" "virtual_minimum_uid = 1" >>"$etc/main.cf"
for one in alice bob carol dora; do user $one wonder; done
# run STATUS COMMAND...: the command of the program ends with that status; its output is in $work/out.
run() {
    wanted=$1 got=0
    shift
    bounded $as "$program" -c "$etc" "$@" >"$work/out" 2>&1 || got=$?
    [ $got -eq "$wanted" ] || { cat "$work/out" >&2; fail "$* ended with $got instead of $wanted"; }
}
said() { grep -q -- "$1" "$work/out" || { cat "$work/out" >&2; fail "it did not say '$1'"; }; }

chmod 755 "$work"
from=$work/from
python3 "$here/make.py" "$from" || fail "no sources"
chmod -R a+rX "$from"

run 1 import "alice@$domain" "$from/maildir"
said "12 messages imported, 3 passed over"
said "empty.*it is empty"
said "packed.*it is compressed"
said "link.*it is a symbolic link"
run 0 import "bob@$domain" "$from/mboxes"
said "4 messages imported"
run 0 import "carol@$domain" "$from/maildir.tar.gz" Old/stuff
said "12 messages imported"
run 0 import "dora@$domain" "$from/clean"
said "12 messages imported"
say "imported while the server was stopped"

start
box() { bounded curl -sk --user "$1@$domain:wonder" "imaps://127.0.0.1:$imaps/$2" --request "$3" | tr -d '\r'; }
box alice INBOX "STATUS INBOX (MESSAGES UIDNEXT UIDVALIDITY)" | grep -q 'MESSAGES 10 UIDNEXT 78 UIDVALIDITY 1234567' || fail "INBOX of alice has other uids"
box alice INBOX 'UID FETCH 41 (FLAGS INTERNALDATE)' >"$work/fetched"
grep -q '\\Flagged.*\\Seen.*\$Label1' "$work/fetched" || fail "flags of alice: $(cat "$work/fetched")"
grep -q '"01-Jan-2020 00:00:' "$work/fetched" || fail "the date of alice: $(cat "$work/fetched")"
box alice "" 'LIST "" "*"' | grep -q 'Lists.cooks$' || fail "no folder Lists.cooks"
box alice "" 'LSUB "" "*"' | grep -q 'Lists.cooks' || fail "Lists.cooks is not subscribed"
box alice "" 'LIST "" "*"' | grep -q 'K&APw-che' || fail "no folder with an umlaut"
box bob INBOX 'SEARCH ANSWERED' | grep -q 'SEARCH 1$' || fail "flags of an mbox"
box bob INBOX 'FETCH 1 (INTERNALDATE)' | grep -q '03-Mar-2021' || fail "the date of a From line"
box bob "" 'LIST "" "*"' | grep -q 'Work.2020' || fail "no folder out of a directory of mboxes"
box carol Old.stuff.Lists.cooks 'SEARCH ALL' | grep -q 'SEARCH 1 2$' || fail "a tar below a folder"
box dora INBOX 'SEARCH ALL' | grep -q 'SEARCH 1 2 3 4 5 6 7 8 9 10$' || fail "a Maildir into an mbox"
box dora "Lists/cooks" 'SEARCH ALL' | grep -q 'SEARCH 1 2$' || fail "a folder into an mbox"
[ -f "$home/mail/dora" ] || fail "dora has no mbox"
say "clients see flags, keywords, dates, uids, folders and subscriptions"

run 0 import "alice@$domain" "$from/mboxes/inbox" Running
said "2 messages imported"
box alice Running 'SEARCH ALL' | grep -q 'SEARCH 1 2$' || fail "import beside a running server"
run 1 import "bob@$domain" "$from/maildir"
said "12 messages imported, 3 passed over"
said "new uids"
say "imported while the server ran"

run 67 import "nobody@$domain" "$from/maildir"
said "there is no such account"
run 66 import "alice@$domain" "$from/nothing"
run 66 import "alice@$domain" "$from/noise"
run 66 import --format maildir "alice@$domain" "$from/mboxes"
run 64 import --format zip "alice@$domain" "$from/maildir"
run 64 import "alice@$domain"
run 1 import "alice@$domain" "$from/torn.tar" Torn
said "cannot be read"
run 1 import --format mbox "alice@$domain" "$from/noise" Noise
said "it is no mbox"
ln -s fifo "$from/fifo-link"
mkfifo "$from/fifo"
run 66 import "alice@$domain" "$from/fifo"
before=$(count_of alice)
chmod 500 "$home/mail/$domain/alice/tmp"
run 75 import "alice@$domain" "$from/mboxes/inbox" || true
said "not finished"
chmod 700 "$home/mail/$domain/alice/tmp"
[ "$(count_of alice)" -eq "$before" ] || fail "half of a failed import is there"
run 0 import "alice@$domain" "$from/mboxes/inbox"
[ "$(count_of alice)" -eq $((before + 2)) ] || fail "the repeated import brought $(count_of alice)"
say "bad sources and targets are refused with the reason"

run 0 maildirmake -q 1000000S,50C "$home/made"
[ "$(cat "$home/made/maildirsize")" = "1000000S,50C" ] || fail "maildirsize"
[ "$(stat -c %a "$home/made" "$home/made/cur" "$home/made/new" "$home/made/tmp" | sort -u)" = 700 ] || fail "modes"
run 0 maildirmake -f Lists.cooks "$home/made"
[ -f "$home/made/.Lists.cooks/maildirfolder" ] || fail "no maildirfolder"
run 0 maildirmake -S "$home/shared"
[ "$(stat -c %a "$home/shared/cur")" = 755 ] || fail "-S"
run 1 maildirmake "$home/made"
run 1 maildirmake -f Lists.cooks "$home/made"
run 1 maildirmake -f x "$home/nothing"
run 64 maildirmake -f a/b "$home/made"
run 64 maildirmake -q lots "$home/other"
[ ! -e "$home/other" ] || fail "a bad quota made a Maildir"
say "maildirmake"

stop
say "passed"
passed=yes

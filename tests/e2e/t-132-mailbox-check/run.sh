#!/bin/sh
# mailbox check: what is wrong is said in plain words, --repair mends it without losing mail; exit 0 in order, 1 problems, 2 all
# mended; while the server runs and while it is stopped.
. "$(dirname "$0")/../lib.sh"
need curl swaks

configure
printf '%s\n' "virtual_mailbox_maps = inline:{ {dora@$domain = dora} }" "virtual_minimum_uid = 1" >>"$etc/main.cf"
for one in alice dora; do user $one wonder; done
run() {
    wanted=$1 got=0
    shift
    bounded $as "$program" -c "$etc" "$@" >"$work/out" 2>&1 || got=$?
    [ $got -eq "$wanted" ] || { cat "$work/out" >&2; fail "$* ended with $got instead of $wanted"; }
}
said() { grep -q -- "$1" "$work/out" || { cat "$work/out" >&2; fail "it did not say '$1'"; }; }
box() { bounded curl -sk --user "$1@$domain:wonder" "imaps://127.0.0.1:$imaps/$2" --request "$3" | tr -d '\r'; }

start
for n in 1 2 3 4; do message "alice@$domain" "mail $n"; done
for n in 1 2; do message "dora@$domain" "mail $n"; done
arrived alice 4
wait_for 15 grep -q 'mail 2' "$home/mail/dora" || fail "nothing for dora"
box alice "" 'CREATE Lists' >/dev/null
box alice INBOX 'STORE 1:3 +FLAGS (\Seen)' >/dev/null
box dora INBOX 'STORE 1 +FLAGS (\Seen)' >/dev/null
run 0 mailbox check "alice@$domain"
said "in order"
run 0 mailbox check "dora@$domain"
run 0 mailbox check "alice@$domain" Lists
stop
run 0 mailbox check "alice@$domain"
say "nothing is wrong with what is in order"

mail=$home/mail/$domain/alice
file() { find "$mail/cur" -name "*$1*" -type f; }
wrong=$(ls "$mail/cur" | sort | head -1)
$as mv "$mail/cur/$wrong" "$mail/cur/$(echo "$wrong" | sed 's/,S=[0-9]*/,S=7/')"
lost=$(ls "$mail/cur" | sort | tail -1)
rm "$mail/cur/$lost"
double=$(ls "$mail/cur" | sort | sed -n 2p)
$as cp -p "$mail/cur/$double" "$mail/new/${double%%:2,*}"
printf 'mailstead-uidlist 1\nV 7\nN 2\n' >"$mail/mailstead-uidlist"
printf '1000S\n1 1\n' >"$mail/maildirsize"
: >"$mail/cur/1.empty:2,S"
[ "$(id -u)" -ne 0 ] || chown nobody:nogroup "$mail/cur/1.empty:2,S" "$mail/maildirsize"
rmdir "$mail/.Lists/tmp"
run 1 mailbox check "alice@$domain"
said "problem: INBOX: .*wrong size: S=7 in its name"
said "problem: INBOX: the file of uid .* is not there"
said "problem: INBOX: .*has the same base name"
said "problem: INBOX: mailstead-uidlist is damaged: UIDVALIDITY 7"
said "problem: INBOX: .*is empty"
said "problem: Lists: .*tmp is missing"
said "problem: maildirsize says 1 octets in 1 messages"
files=$(find "$mail" -type f | sort)
run 1 mailbox check "alice@$domain"
[ "$(find "$mail" -type f | sort)" = "$files" ] || fail "check alone changed something"
say "everything that is wrong is said"

start
run 1 mailbox check --repair "alice@$domain"
said "mended: INBOX: .*wrong size"
said "mended: INBOX: .*same base name"
said "mended: INBOX: mailstead-uidlist"
said "mended: Lists: .*tmp is missing"
said "mended: maildirsize"
said "problem: INBOX: .*is empty"
rm "$mail/cur/1.empty:2,S"
run 2 mailbox check --repair "alice@$domain"
run 0 mailbox check "alice@$domain"
box alice INBOX 'STATUS INBOX (MESSAGES)' | grep -q 'MESSAGES 4' || fail "not 4 messages: $(box alice INBOX 'UID FETCH 1:* (FLAGS)')"
box alice INBOX 'UID FETCH 1 (FLAGS RFC822.SIZE)' | grep -q 'UID 1 ' || fail "the mended message has another uid"
for uid in $(box alice INBOX 'UID SEARCH ALL' | sed -n 's/^. SEARCH //p'); do
    box alice INBOX "UID FETCH $uid BODY.PEEK[HEADER.FIELDS (SUBJECT)]" >/dev/null || fail "uid $uid cannot be read"
done
rm "$mail/.Lists/cur/"* 2>/dev/null || true
$as rmdir "$mail/.Lists/tmp"
run 2 mailbox check --repair "alice@$domain" Lists
run 0 mailbox check --repair "alice@$domain" Lists
say "what is mended stays mended, and no mail was lost"

stop
sed -i '1s/^/rubbish\n/' "$home/mail/dora"
[ "$(id -u)" -ne 0 ] || chown nobody:nogroup "$home/mail/dora"
run 1 mailbox check "dora@$domain"
said "cannot be read as an mbox"
run 1 mailbox check --repair "dora@$domain"
head -1 "$home/mail/dora" | grep -q rubbish || fail "repair changed an mbox"
printf 'not a database' >"$(find "$home/lib/index" -path '*dora*' -name index.db)"
sed -i 1d "$home/mail/dora"
[ "$(id -u)" -ne 0 ] || chown nobody:nogroup "$home/mail/dora"
bounded $as "$program" -c "$etc" mailbox check --repair "dora@$domain" >"$work/out" 2>&1 || true
start
box dora INBOX 'STATUS INBOX (MESSAGES)' | grep -q 'MESSAGES 2' || fail "dora lost mail with her index"
run 67 mailbox check "nobody@$domain"
run 64 mailbox check
run 64 mailbox
run 1 mailbox check "alice@$domain" No.Such
stop
say "passed"
passed=yes

#!/bin/sh
# export: an account as one tar, imported into a new account, is the same account, uids and UIDVALIDITY included; exports as
# Maildir and as mboxes; while the server runs and while it is stopped; a full disk and bad targets leave nothing.
. "$(dirname "$0")/../lib.sh"
need curl tar swaks

configure
printf '%s\n' "virtual_mailbox_maps = inline:{ {dora@$domain = dora} {emil@$domain = emil} }" "virtual_minimum_uid = 1" >>"$etc/main.cf"
for one in alice bob dora emil; do user $one wonder; done
run() {
    wanted=$1 got=0
    shift
    bounded $as "$program" -c "$etc" "$@" >"$work/out" 2>&1 || got=$?
    [ $got -eq "$wanted" ] || { cat "$work/out" >&2; fail "$* ended with $got instead of $wanted"; }
}
said() { grep -q -- "$1" "$work/out" || { cat "$work/out" >&2; fail "it did not say '$1'"; }; }
box() { bounded curl -sk --user "$1@$domain:wonder" "imaps://127.0.0.1:$imaps/$2" --request "$3" | tr -d '\r'; }
state() {
    for folder in INBOX Lists.cooks Empty; do
        box "$1" $folder "STATUS $folder (MESSAGES UIDNEXT UIDVALIDITY UNSEEN)"
        box "$1" $folder 'UID FETCH 1:* (UID FLAGS INTERNALDATE RFC822.SIZE ENVELOPE)' | sed 's/\\Recent *//'
    done
    box "$1" "" 'LSUB "" "*"'
}

start
for n in 1 2 3 4 5; do message "alice@$domain" "mail $n" "From the start
text $n"; done
arrived alice 5
box alice "" 'CREATE Lists.cooks' >/dev/null
box alice "" 'CREATE Empty' >/dev/null
box alice "" 'SUBSCRIBE Lists.cooks' >/dev/null
box alice INBOX 'UID COPY 1:2 Lists.cooks' >/dev/null
box alice INBOX 'UID STORE 2 +FLAGS (\Answered \Flagged $Work)' >/dev/null
box alice INBOX 'UID STORE 1,5 +FLAGS (\Deleted)' >/dev/null
box alice INBOX 'UID EXPUNGE 1,5' >/dev/null
box alice INBOX 'UID STORE 3 +FLAGS (\Seen)' >/dev/null
state alice >"$work/alice"
grep -q 'UIDNEXT 6' "$work/alice" || fail "the account is not what it should be: $(cat "$work/alice")"

out=$home/out
$as mkdir "$out"
run 0 export "alice@$domain" "$out/alice.tar"
said "5 messages exported"
tar tf "$out/alice.tar" >/dev/null || fail "tar cannot read it"
tar xOf "$out/alice.tar" dovecot-uidlist | head -1 | grep -q 'N6' || fail "no dovecot-uidlist within"
run 0 import "bob@$domain" "$out/alice.tar"
said "5 messages imported"
state bob >"$work/bob"
diff "$work/alice" "$work/bob" >&2 || fail "the imported account differs"
message "bob@$domain" "new mail"
arrived bob 6
box bob INBOX 'UID SEARCH ALL' | grep -q 'SEARCH 2 3 4 6$' || fail "the next mail did not get the next uid"
say "a tar brings back the same account"

# The same into an mbox account: folders are named with /.
run 0 import "dora@$domain" "$out/alice.tar"
box dora "" 'LIST "" "*"' | grep -q 'Lists/cooks$' || fail "dora has no folder Lists/cooks"
box dora INBOX 'UID FETCH 1:* (UID FLAGS)' >"$work/dora"
grep -q 'UID 2 FLAGS.*\$Work' "$work/dora" || fail "dora has other messages: $(cat "$work/dora")"
one=$(sed -n 's/.*\(UIDVALIDITY [0-9]*\).*/\1/p' "$work/alice" | head -1)
box dora INBOX 'STATUS INBOX (UIDNEXT UIDVALIDITY)' | grep -q "UIDNEXT 6 $one" || fail "dora has other uids"
run 0 export "dora@$domain" "$out/dora.tar"
run 0 import "emil@$domain" "$out/dora.tar"
box emil INBOX 'UID FETCH 1:* (UID FLAGS)' | diff "$work/dora" - >&2 || fail "an mbox account does not come back"
say "mbox accounts too"

run 0 export "alice@$domain" "$out/maildir"
[ "$(find "$out/maildir" -path '*/cur/*' -type f | wc -l)" -eq 5 ] || fail "a Maildir of $(find "$out/maildir" -type f)"
[ -f "$out/maildir/.Lists.cooks/maildirfolder" ] && grep -q cooks "$out/maildir/subscriptions" || fail "no folder in the Maildir"
run 0 export "alice@$domain" "$out/all.mbox"
[ "$(grep -c '^From ' "$out/all.mbox/INBOX.mbox")" -eq 3 ] && grep -q '^>From the start' "$out/all.mbox/INBOX.mbox" || fail "INBOX.mbox"
[ "$(grep -c '^From ' "$out/all.mbox/Lists/cooks.mbox")" -eq 2 ] || fail "cooks.mbox"
run 0 export --format mbox "alice@$domain" "$out/one" Lists/cooks
[ "$(grep -c '^From ' "$out/one")" -eq 2 ] || fail "one mbox"
run 0 export uidlist "alice@$domain"
said "written for 3 folders\|written for 4 folders"
grep -q "^3 V.* N6" "$home/mail/$domain/alice/dovecot-uidlist" || fail "no dovecot-uidlist: $(cat "$home/mail/$domain/alice/dovecot-uidlist")"
run 1 export uidlist "dora@$domain"
said "no Maildir"
stop
run 0 export "alice@$domain" "$out/stopped.tar" Lists.cooks
said "2 messages exported"
say "Maildir, mboxes, one folder, a stopped server"

run 73 export "alice@$domain" "$out/alice.tar"
said "there already"
run 73 export "alice@$domain" "$out/maildir"
run 73 export "alice@$domain" "$out/no/where"
run 67 export "nobody@$domain" "$out/nobody"
run 1 export "alice@$domain" "$out/nofolder" No.Such
run 64 export "alice@$domain"
run 64 export --format zip "alice@$domain" "$out/zip"
small=$(bounded sh -c "ulimit -f 4; trap '' XFSZ; $as '$program' -c '$etc' export 'alice@$domain' '$out/full.tar' 2>&1" || true)
echo "$small" | grep -q 'nothing was made' || fail "a full target: $small"
[ "$(ls "$out" | tr '\n' ' ')" = "alice.tar all.mbox dora.tar maildir one stopped.tar " ] || fail "left behind: $(ls "$out")"
say "bad targets are refused and leave nothing"

say "passed"
passed=yes

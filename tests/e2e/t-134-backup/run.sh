#!/bin/sh
# backup while mail flows, restored elsewhere: configuration, accounts, queue (short and long messages on hold), Maildir and mbox
# accounts; everything that was acknowledged before the backup began is there, once, under the same uids.
. "$(dirname "$0")/../lib.sh"
need curl swaks

configure
cat >>"$etc/main.cf" <<END2
virtual_mailbox_maps = texthash:$etc/vmailbox
virtual_minimum_uid = 1
END2
echo "dora@$domain dora" >"$etc/vmailbox"
for one in alice bob dora; do user $one wonder; done
run() {
    wanted=$1 got=0
    shift
    bounded $as "$program" -c "$etc" "$@" >"$work/out" 2>&1 || got=$?
    [ $got -eq "$wanted" ] || { cat "$work/out" >&2; fail "$* ended with $got instead of $wanted"; }
}
box() { bounded curl -sk --user "$1@$domain:wonder" "imaps://127.0.0.1:$imaps/$2" --request "$3" | tr -d '\r'; }
all_of() { box "$1" INBOX 'UID FETCH 1:* (UID ENVELOPE)' | sed -n 's/.*UID \([0-9]*\).*"\(before [0-9]*\)".*/\1 \2/p' | sort -n; }

start
for n in 1 2 3 4 5; do
    message "alice@$domain" "before $n"
    message "dora@$domain" "before $n"
done
arrived alice 5
wait_for 15 grep -q 'before 5' "$home/mail/dora" || fail "nothing for dora"
box alice INBOX 'UID STORE 2 +FLAGS (\Deleted)' >/dev/null
box alice INBOX 'EXPUNGE' >/dev/null
box alice INBOX 'UID STORE 3 +FLAGS (\Flagged)' >/dev/null
box alice "" 'CREATE Kept' >/dev/null
box alice INBOX 'UID MOVE 4 Kept' >/dev/null
for one in alice dora; do all_of $one >"$work/$one"; done
[ "$(wc -l <"$work/alice")" -eq 3 ] && [ "$(wc -l <"$work/dora")" -eq 5 ] || fail "not what it should be: $(cat "$work/alice" "$work/dora")"

# In the queue: to a domain that nobody answers for.
echo "transport_maps = inline:{ {later.test = smtp:[127.0.0.1]:9} }" >>"$etc/main.cf"
$as "$program" -c "$etc" reload
head -c 300000 /dev/urandom | base64 >"$work/long"
for n in 1 2; do message "x@later.test" "short $n"; done
bounded swaks --server "127.0.0.1:$submission" --tls --auth PLAIN --auth-user "alice@$domain" --auth-password wonder \
    --from "alice@$domain" --to x@later.test --header "Subject: long" --body "@$work/long" >"$work/swaks.log" 2>&1 || fail "the long message was refused"
held() { [ "$($as "$program" -c "$etc" postqueue -j | grep -c '"deferred"')" -eq 3 ]; }
wait_for 15 held || fail "the queue: $($as "$program" -c "$etc" postqueue -j)"

mkdir "$work/backups"
[ "$(id -u)" -ne 0 ] || chown nobody:nogroup "$work/backups"
(n=0; while [ ! -e "$work/enough" ]; do n=$((n + 1)); message "bob@$domain" "during $n"; message "dora@$domain" "during $n"; done) &
traffic=$!
sleep 0.5
known=$(count_of bob)
run 0 backup "$work/backups/one"
touch "$work/enough"
wait $traffic || fail "mail was refused meanwhile"
grep -q linked "$work/out" || fail "it said nothing"
say "backed up while mail flowed: $(cat "$work/out")"
one=$(find "$work/backups/one/mail" -path '*alice*' -path '*/cur/*' -type f | head -1)
[ "$(stat -c %h "$one")" -ge 2 ] || fail "messages are no hard links"
[ ! -e "$home/queue/queue/queue.db.backup" ] || fail "the copy of the queue was left"
run 1 backup "$work/backups/one"
grep -q "there already" "$work/out" || fail "an existing directory: $(cat "$work/out")"
run 1 backup "$work/backups/no/where"
run 64 backup
[ "$(ls "$work/backups")" = one ] || fail "left behind: $(ls "$work/backups")"
stop
touch "$home/mail/dora.lock"    # as a delivery has it for a moment
(sleep 0.5; rm "$home/mail/dora.lock") &
run 0 backup "$work/backups/stopped"

# restore BACKUP: as the manual says, into the directories of another server.
restore() {
    from=$work/backups/$1
    old=$home
    home=$work/$1
    mkdir -p "$home/lib" "$home/queue" "$home/log"
    cp -a "$from/config" "$home/etc"
    cp -a "$from/accounts.db" "$home/etc/accounts.db"
    sed -i "s|$old|$home|g" "$home/etc/main.cf" "$home/etc/master.cf"
    cp -a "$from/queue/." "$home/queue/"
    cp -a "$from/index" "$home/lib/index"
    while read -r name path; do
        case $name in mail/*) cp -a "$from/$name" "$home/${path#"$old"/}" ;; esac
    done <"$from/MANIFEST"
    [ "$(id -u)" -ne 0 ] || chown nobody:nogroup "$home" "$home/lib" "$home/queue" "$home/log" "$home/etc"
    etc=$home/etc
}
first=$home
for which in one stopped; do
    home=$first etc=$first/etc
    restore $which
    start
    for one in alice dora; do
        all_of $one >"$work/again"
        diff "$work/$one" "$work/again" >&2 || fail "$which: $one has other messages than before"
    done
    box alice INBOX 'SEARCH FLAGGED' | grep -q 'SEARCH 2$' || fail "$which: flags of alice"
    box alice Kept 'STATUS Kept (MESSAGES)' | grep -q 'MESSAGES 1' || fail "$which: the folder of alice"
    [ "$(count_of bob)" -ge "$known" ] || fail "$which: bob had $known messages, now $(count_of bob)"
    subjects() { find "$home/mail/$domain/bob" -type f -path '*/[cn]e[wu]*/*' -exec grep -h '^Subject: during' {} + | sort; }
    [ "$(subjects | wc -l)" -eq "$(subjects | uniq | wc -l)" ] || fail "$which: bob has mail twice"
    wait_for 15 held || fail "$which: the queue: $($as "$program" -c "$etc" postqueue -j)"
    for id in $($as "$program" -c "$etc" postqueue -j | sed -n 's/.*"queue_id": *"\([0-9A-F]*\)".*/\1/p'); do
        $as "$program" -c "$etc" postcat -q "$id" >"$work/text" 2>&1 || fail "$which: $id cannot be read: $(cat "$work/text")"
        ! grep -q '^Subject: long' "$work/text" || grep -qF "$(sed -n 4000p "$work/long")" "$work/text" || fail "$which: the long text"
    done
    run 0 mailbox check "alice@$domain"
    message "alice@$domain" "after"
    has_come() { box alice INBOX 'STATUS INBOX (UIDNEXT)' | grep -q 'UIDNEXT [^6]'; }
    wait_for 15 has_come || fail "$which: what came after the backup was not delivered"
    box alice INBOX 'STATUS INBOX (UIDNEXT)' | grep -q 'UIDNEXT 7' || fail "$which: the next uid: $(box alice INBOX 'STATUS INBOX (UIDNEXT)')"
    stop
    say "restored from '$which' with the same mail, uids and queue"
done
say "passed"
passed=yes

#!/bin/sh
# Files of the queue that are damaged, missing or somebody else's: the start is refused with the reason, or the message
# alone goes to `corrupt`; a running server takes no mail it could not keep. Nothing is written over.
. "$(dirname "$0")/../lib.sh"
need python3 openssl swaks

configure
printf "myorigin = %s\ndefault_transport = retry:nothing leaves this machine\nmynetworks = 127.0.0.0/8\n" "$domain" >>"$etc/main.cf"
user bob builder
queue=$home/queue/queue

tool() { bounded $as "$program" "$@" >"$work/out" 2>"$work/err"; }
letter() { printf 'Subject: %s\n\nbody of %s\n' "$1" "$1" | $as "$program" -c "$etc" sendmail -f alice "$1@elsewhere.example" || fail "sendmail $1"; }
big_letter() { (printf 'Subject: %s\n\n' "$1" && head -c 200000 /dev/zero | tr '\0' "$2" | fold -w 70) | $as "$program" -c "$etc" sendmail -f alice "$1@elsewhere.example" || fail "sendmail $1"; }
state_of() { $as "$program" postqueue -c "$etc" -j | python3 -c "
import json, sys
for line in sys.stdin:
    row = json.loads(line)
    if row['recipients'] and row['recipients'][0]['address'] == sys.argv[1]: print(row['queue_id'], row['queue_name'])" "$1@elsewhere.example"; }
is_in() { [ "$(state_of "$1" | cut -d' ' -f2)" = "$2" ]; }
body_of() { tool postcat -c "$etc" -bq "$(state_of "$1" | cut -d' ' -f1)" && tr -dc "$2" <"$work/out" | wc -c; }
sum() { (cd "$queue" && find . -type f -exec sha256sum {} + | sort -k2); }
# refuses REASON: the server does not start, says why, ends with EX_TEMPFAIL, and leaves all files as they are.
refuses() {
    before=$(sum)
    status=0
    bounded $as "$program" -c "$etc" run 2>"$work/start.log" || status=$?
    [ $status -eq 75 ] || fail "exit status $status instead of 75: $1"
    grep -q "^mailstead: fatal: the queue in $home/queue cannot be opened: .*$1" "$work/start.log" || fail "the reason is not told: $1"
    grep -q "qmgr\[[0-9]*\]: error: fatal: the queue in .*$1" "$home/log/mail.log" || fail "the log has no reason: $1"
    [ "$(sum)" = "$before" ] || fail "a refused start changed the queue: $1"
}

start
letter small
big_letter first a
big_letter second b
for name in small first second; do wait_for 10 is_in $name deferred || fail "$name is not deferred"; done
stop
cp -a "$queue" "$work/whole"
restore() { rm -rf "$queue" && cp -a "$work/whole" "$queue"; }

# queue.db
mv "$queue/queue.db" "$work/away.db"
refuses "queue.db is missing or empty"
[ ! -e "$queue/queue.db" ] || fail "a new queue.db was made"
: >"$queue/queue.db"
chown --reference="$work/away.db" "$queue/queue.db"
refuses "queue.db is missing or empty"
restore
head -c 20000 /dev/urandom >"$queue/queue.db"
refuses "file is not a database"
restore
rm "$queue/queue.db-wal"    # all of it is in queue.db after an orderly end; else it would mend what follows
rm "$work/whole/queue.db-wal"
truncate -s $(($(stat -c %s "$queue/queue.db") / 2)) "$queue/queue.db"
refuses "malformed"
restore
truncate -s 1000 "$queue/queue.db"
refuses "malformed\|not a database"
restore
chmod 400 "$queue/queue.db"
refuses "Permission denied"
restore
chmod 000 "$queue/queue.db"
refuses "Permission denied"
restore
rm "$queue/queue.db"
mkdir "$queue/queue.db"
refuses "Is a directory"
restore
python3 -c "
import sqlite3, sys
sqlite3.connect(sys.argv[1]).execute('CREATE TABLE precious(x)')" "$work/other.db"
cat "$work/other.db" >"$queue/queue.db"
refuses "is not a queue"
restore
python3 -c "
import sqlite3, sys
sqlite3.connect(sys.argv[1]).execute('PRAGMA user_version = 99')" "$queue/queue.db"
refuses "a later version"
restore
# The commands on a stopped queue write no more over it than the server does.
: >"$queue/queue.db"
before=$(sum)
! tool postsuper -c "$etc" -h ALL || fail "postsuper takes an empty file for a queue"
tool mailq -c "$etc" && fail "mailq takes an empty file for a queue"
[ "$(sum)" = "$before" ] || fail "a command changed an empty queue.db"
restore

# Segments: the message whose text is gone goes to `corrupt`, the others stay, new ones do not take its place.
size=$(stat -c %s "$queue/segments/00000001")
truncate -s 300000 "$queue/segments/00000001"
start
logged "damaged: its text is not where it should be" || fail "the damage is not in the log"
is_in second corrupt || fail "the message without a text is $(state_of second)"
is_in first deferred && is_in small deferred || fail "whole messages suffer"
[ "$(body_of first a)" -eq 200000 ] || fail "the first text is not whole"
big_letter third c
wait_for 10 is_in third deferred || fail "no new mail"
[ "$(body_of third c)" -eq 200000 ] || fail "the third text is not whole"
[ "$(stat -c %s "$queue/segments/00000001")" -eq 300000 ] || fail "the damaged segment was written to"
tool postsuper -c "$etc" -d "$(state_of second | cut -d' ' -f1)" corrupt || { cat "$work/err"; fail "postsuper -d of a damaged message"; }
[ -z "$(state_of second)" ] || fail "the damaged message is still there"
kill -0 "$server" || fail "the server died of it"
stop
restore
rm "$queue/segments/00000001"
start
for name in first second; do is_in $name corrupt || fail "$name, whose segment is gone, is $(state_of $name)"; done
is_in small deferred || fail "the small message suffers"
big_letter fourth d
wait_for 10 is_in fourth deferred || fail "no new mail"
stop
[ ! -e "$queue/segments/00000001" ] || fail "a new segment got the lost one's name"
start
is_in fourth deferred || fail "a new message is taken for the damaged one"
[ "$(body_of fourth d)" -eq 200000 ] || fail "the fourth text is not whole"
stop
restore

# While the server runs.
start
rm "$queue/segments/00000001"
big_letter fifth e
wait_for 10 is_in fifth deferred || fail "no new mail"
logged "segments/00000001: removed or cut short: used no more" || fail "a removed segment is not told of"
[ -e "$queue/segments/00000002" ] || fail "the fifth message was written into a file without a name"
mv "$queue/queue.db" "$work/away.db"
refused_for_now() {
    ! bounded swaks --server "127.0.0.1:$smtp" --from alice@elsewhere.example --to "bob@$domain" --body x >"$work/swaks.log" 2>&1 &&
        grep -q '<\*\* 451 4.3.0' "$work/swaks.log"
}
wait_for 10 refused_for_now || { cat "$work/swaks.log"; fail "mail is taken although queue.db is gone"; }
logged "queue.db was removed or replaced: no mail is taken until a restart" || fail "a removed queue.db is not told of"
kill -0 "$server" || fail "the server died"
mv "$work/away.db" "$queue/queue.db"
stop
start
for name in small fifth; do wait_for 10 is_in $name deferred || fail "$name is $(state_of $name) after queue.db came back"; done
for name in first second; do is_in $name corrupt || fail "$name, whose segment was removed, is $(state_of $name)"; done
stop

# Nothing of that has touched the mail that is whole.
start
tool postsuper -c "$etc" -d ALL hold && tool postqueue -c "$etc" -f || fail "the queue cannot be used"
[ "$(body_of fifth e)" -eq 200000 ] || fail "the fifth text is not whole"
stop
say "passed"
passed=yes

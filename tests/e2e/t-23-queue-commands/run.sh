#!/bin/sh
# postsuper, postcat and postqueue on a running server and on a stopped one.
. "$(dirname "$0")/../lib.sh"
need python3 openssl

configure
printf "myorigin = %s\ndefault_transport = retry:nothing leaves this machine\n" "$domain" >>"$etc/main.cf"
user bob builder
start

tool() { bounded $as "$program" "$@" >"$work/out" 2>"$work/err"; }
# says FILE TEXT: the tool's last words.
says() { grep -qxF -- "$2" "$work/$1" || { cat "$work/out" "$work/err" >&2; fail "'$2' was not said"; }; }
letter() { printf 'Subject: %s\n\nbody of %s\n' "$1" "$1" | $as "$program" -c "$etc" sendmail -f alice "$2" || fail "sendmail $2"; }
id_of() { $as "$program" postqueue -c "$etc" -j | python3 -c "
import json, sys
for line in sys.stdin:
    row = json.loads(line)
    if row['recipients'] and row['recipients'][0]['address'] == sys.argv[1]: print(row['queue_id'], row['queue_name'])" "$1"; }
is_in() { [ "$(id_of "$1" | cut -d' ' -f2)" = "$2" ]; }

for name in one two three; do letter $name "$name@elsewhere.example"; done
for name in one two three; do wait_for 10 is_in "$name@elsewhere.example" deferred || fail "$name is not deferred: $(id_of "$name@elsewhere.example")"; done
one=$(id_of one@elsewhere.example | cut -d' ' -f1)
two=$(id_of two@elsewhere.example | cut -d' ' -f1)

tool postcat -c "$etc" -q "$one" || { cat "$work/err"; fail "postcat -q"; }
says out "*** ENVELOPE RECORDS deferred/$one ***"
says out "sender: alice@$domain"
says out "recipient: one@elsewhere.example"
says out "*** MESSAGE CONTENTS deferred/$one ***"
says out "body of one"
says out "*** MESSAGE FILE END deferred/$one ***"
tool postcat -c "$etc" -bq "$one" && [ "$(cat "$work/out")" = "
body of one" ] || { cat "$work/out"; fail "postcat -bq"; }
! tool postcat -c "$etc" -q 0000FFFFFF || fail "postcat shows what is not there"
says err "postcat: fatal: open queue file 0000FFFFFF: No such file or directory"
! tool postcat -c "$etc" -q ../queue/queue.db || fail "postcat leaves the queue"

tool postsuper -c "$etc" -h "$one" || fail "postsuper -h"
says err "postsuper: $one: placed on hold"
says err "postsuper: Placed on hold: 1 message"
is_in one@elsewhere.example hold || fail "not on hold"
tool mailq -c "$etc" && grep -q "^$one! " "$work/out" || { cat "$work/out"; fail "mailq does not show the hold"; }
tool postsuper -c "$etc" -h "$one" && says err "postsuper: Placed on hold: 0 messages"
tool postqueue -c "$etc" -f || fail "flush"
sleep 0.3
is_in one@elsewhere.example hold || fail "a flush released the held message"
tool postsuper -c "$etc" -H ALL
! grep -q "$one" "$work/err" || fail "-H ALL names each message"
says err "postsuper: Released from hold: 1 message"
wait_for 10 is_in one@elsewhere.example deferred || fail "not released"

tool postsuper -c "$etc" -r "$two" || fail "postsuper -r"
says err "postsuper: $two: requeued"
wait_for 10 is_in two@elsewhere.example deferred || fail "the requeued message is not there"
again=$(id_of two@elsewhere.example | cut -d' ' -f1)
[ "$again" != "$two" ] || fail "the requeued message has its old id"
tool postcat -c "$etc" -hq "$again" && [ "$(grep -c '^Received: ' "$work/out")" -eq 2 ] || { cat "$work/out"; fail "Received lines of a requeued message"; }
logged "orig_id=$two" || fail "the log does not say what was requeued"

tool postsuper -c "$etc" -d 'not,an,id' && says err "postsuper: warning: invalid mail queue id: not,an,id"
says err "postsuper: Deleted: 0 messages"
printf '%s\n' "$one" | bounded $as "$program" postsuper -c "$etc" -d - 2>"$work/err" || fail "postsuper -d -"
says err "postsuper: Deleted: 1 message"
[ -z "$(id_of one@elsewhere.example)" ] || fail "the deleted message is there"
tool postsuper -c "$etc" -d ALL hold && says err "postsuper: Deleted: 0 messages"
! tool postsuper -c "$etc" -d ALL nosuch || fail "an unknown queue was taken"
says err "postsuper: fatal: invalid directory name: nosuch"
if [ "$(id -u)" -eq 0 ]; then
    ! bounded setpriv --reuid=65533 --clear-groups "$program" postsuper -c "$etc" -d ALL 2>"$work/err" || fail "a stranger may delete"
    says err "postsuper: fatal: use of this command is reserved for the superuser"
fi

# A large text, which lies in segments: its blocks are free again after a delete.
(printf 'Subject: large\n\n' && head -c 400000 /dev/zero | tr '\0' 'x' | fold -w 70) | $as "$program" -c "$etc" sendmail -f alice large@elsewhere.example
wait_for 10 is_in large@elsewhere.example deferred || fail "the large message is not deferred"
large=$(id_of large@elsewhere.example | cut -d' ' -f1)
tool postcat -c "$etc" -bq "$large" && [ "$(tr -dc x <"$work/out" | wc -c)" -eq 400000 ] || fail "postcat of a large message"
tool postsuper -c "$etc" -r ALL || fail "postsuper -r ALL"
says err "postsuper: Requeued: 3 messages"
wait_for 10 is_in large@elsewhere.example deferred || fail "the large message is not there"
stop

# The server is stopped: the queue itself.
large=$(id_of large@elsewhere.example | cut -d' ' -f1)
tool postcat -c "$etc" -bq "$large" && [ "$(tr -dc x <"$work/out" | wc -c)" -eq 400000 ] || fail "postcat on a stopped queue"
tool postsuper -c "$etc" -h ALL || { cat "$work/err"; fail "postsuper -h on a stopped queue"; }
says err "postsuper: Placed on hold: 3 messages"
tool postsuper -c "$etc" -d "$large" && says err "postsuper: Deleted: 1 message"
! tool postsuper -c "$etc" -r ALL || fail "requeued without a server"
letter dropped "dropped@elsewhere.example"
tool mailq -c "$etc" || fail "mailq on a stopped queue"
grep -q 'dropped@elsewhere.example' "$work/out" || { cat "$work/out"; fail "mailq does not show what lies in maildrop"; }
file=$(basename "$home/queue/maildrop/"*)
tool postcat -c "$etc" -q "$file" && says out "recipient: dropped@elsewhere.example"
start
wait_for 10 is_in dropped@elsewhere.example deferred || fail "maildrop was not taken"
is_in two@elsewhere.example hold || fail "the hold made while the server was stopped is lost"
tool postsuper -c "$etc" -d ALL && says err "postsuper: Deleted: 3 messages"
tool mailq -c "$etc" && says out "Mail queue is empty"

# A message that the administrator lets expire goes back at once when it would be tried; on hold it stays. Mail flows meanwhile.
pour() { for n in 1 2 3 4 5 6 7 8 9 10 11 12; do letter "flow$n" "flow$n@elsewhere.example"; done; }
pour &
flowing=$!
letter late late@elsewhere.example
wait_for 10 is_in late@elsewhere.example deferred || fail "not deferred"
late=$(id_of late@elsewhere.example | cut -d' ' -f1)
tool postsuper -c "$etc" -h "$late" && tool postsuper -c "$etc" -e "$late" || fail "postsuper -e"
says err "postsuper: $late: expired"
says err "postsuper: Force-expired: 1 message"
tool mailq -c "$etc" && grep -q "^$late!# " "$work/out" || { cat "$work/out"; fail "mailq does not show what has expired"; }
tool postqueue -c "$etc" -f && sleep 0.3
is_in late@elsewhere.example hold || fail "held mail was returned"
tool postsuper -c "$etc" -f "$late" && says err "postsuper: $late: released from hold"
logged "$late: from=<alice@$domain>, status=force-expired, returned to sender" || fail "the expired message did not go back"
logged "$late: sender non-delivery notification: " || fail "its sender was not told"
wait "$flowing"
for n in 1 2 3 4 5 6 7 8 9 10 11 12; do wait_for 10 is_in "flow$n@elsewhere.example" deferred || fail "flow$n is lost"; done
tool postsuper -c "$etc" -d ALL || fail "postsuper -d ALL"

# A deferred message of a domain that may be asked for is tried by -s, others are not.
echo "fast_flush_domains = elsewhere.example" >>"$etc/main.cf"
letter asked asked@elsewhere.example
wait_for 10 is_in asked@elsewhere.example deferred || fail "not deferred"
tries() { grep -c 'to=<asked@elsewhere.example>.*status=deferred' "$home/log/mail.log"; }
again() { [ "$(tries)" -ge 2 ]; }
! tool postqueue -c "$etc" -s other.example || fail "any domain can be flushed"
says err 'postqueue: fatal: Flush service is not configured for destination "other.example"'
tool postqueue -c "$etc" -s elsewhere.example || { cat "$work/err"; fail "postqueue -s"; }
wait_for 10 again || fail "postqueue -s did not make it try"

# Any user may see the queue and push it, unless the administrator says who may.
if [ "$(id -u)" -eq 0 ]; then
    stranger="setpriv --reuid=65533 --regid=65533 --clear-groups"
    bounded $stranger "$program" mailq -c "$etc" >"$work/out" 2>&1 && grep -q asked@elsewhere.example "$work/out" || { cat "$work/out"; fail "a user's mailq"; }
    bounded $stranger "$program" postqueue -c "$etc" -f || fail "a user's flush"
    printf 'authorized_mailq_users = nobody\nauthorized_flush_users = nobody\n' >>"$etc/main.cf"
    kill -HUP "$server"
    refused() { ! bounded $stranger "$program" mailq -c "$etc" >"$work/out" 2>&1; }
    wait_for 10 refused || fail "authorized_mailq_users has no effect"
    grep -qx 'postqueue: fatal: User of uid 65533 is not allowed to view the mail queue' "$work/out" || { cat "$work/out"; fail "mailq's refusal"; }
    ! bounded $stranger "$program" postqueue -c "$etc" -f >"$work/out" 2>&1 || fail "authorized_flush_users has no effect"
    grep -q 'is not allowed to flush the mail queue' "$work/out" || { cat "$work/out"; fail "the refusal of a flush"; }
    tool mailq -c "$etc" || fail "nobody may not see the queue"
    $program mailq -c "$etc" >/dev/null || fail "root may not see the queue"
fi

tool postlog -c "$etc" -p warn -t backup "disk is
full" || { cat "$work/err"; fail "postlog"; }
logged 'postfix/backup\[[0-9]*\]: warning: disk is?full$' || fail "postlog's line is not in the log"
printf 'one\ntwo\n' | bounded $as "$program" postlog -c "$etc"
for line in one two; do logged "postfix/postlog\[[0-9]*\]: $line\$" || fail "postlog does not read lines"; done
! tool postlog -p sometimes x || fail "postlog takes any priority"
stop
say "passed"
passed=yes

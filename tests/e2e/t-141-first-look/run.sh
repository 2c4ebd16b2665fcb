#!/bin/sh
# A Maildir of 8,000 messages that another program made. The server is killed right after its first SELECT, three times: the
# uids told are those messages' for ever. Then sizes and dates that nobody has asked for yet, by IMAP and by POP3; they are
# right, and the same after a restart.
. "$(dirname "$0")/../lib.sh"
need python3

configure
user alice wonder
box=$home/mail/$domain/alice
bounded python3 "$here/first_look.py" fill "$work/fresh" || fail "no messages"
[ "$(id -u)" -ne 0 ] || chown -R nobody:nogroup "$work/fresh"

for round in 1 2 3; do
    rm -rf "$box"
    rm -rf "$home/lib/index"
    $as mkdir -p "$home/mail/$domain"
    cp -a "$work/fresh" "$box"
    start
    bounded python3 "$here/first_look.py" look "$imap" "alice@$domain" wonder "$work/told" || fail "round $round: the first SELECT"
    kill -KILL "$server"
    wait "$server" 2>/dev/null || true
    start
    bounded python3 "$here/first_look.py" same "$imap" "alice@$domain" wonder "$work/told" || fail "round $round: after the kill"
    [ "$round" -eq 3 ] || stop
done
for again in 1 2; do
    bounded python3 "$here/first_look.py" sizes "$imap" "alice@$domain" wonder "$box" || fail "sizes by IMAP, time $again"
    bounded python3 "$here/first_look.py" pop3 "$pop3" "alice@$domain" wonder "$box" || fail "sizes by POP3, time $again"
    stop
    [ "$again" -eq 2 ] || start
done
say "passed"
passed=yes

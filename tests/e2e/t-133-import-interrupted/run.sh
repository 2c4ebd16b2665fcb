#!/bin/sh
# An import that is broken off, the command or the server killed at any time, and begun again brings every message once.
. "$(dirname "$0")/../lib.sh"
need curl

configure
printf '%s\n' "virtual_mailbox_maps = inline:{ {dora@$domain = dora} }" "virtual_minimum_uid = 1" >>"$etc/main.cf"
for one in alice bob dora; do user $one wonder; done
chmod 755 "$work"
python3 "$here/make.py" 6000 "$work/from" || fail "no source"
chmod -R a+rX "$work/from"

subjects() { find "$1" -type f \( -path '*/cur/*' -o -path '*/new/*' \) -exec grep -h -m1 '^Subject:' {} +; }
# whole WHERE: each message is there once.
whole() {
    subjects "$1" | sort >"$work/found"
    [ "$(wc -l <"$work/found")" -eq 6000 ] || fail "$2: $(wc -l <"$work/found") messages instead of 6000"
    [ "$(uniq "$work/found" | wc -l)" -eq 6000 ] || fail "$2: some messages are there twice"
}
again() { bounded $as "$program" -c "$etc" import "$1@$domain" "$work/from" >"$work/out" 2>&1 || { cat "$work/out" >&2; fail "the repeated import failed"; }; }

# An import that has come to its end is not begun again: it would be another one.
broken=0 complete=""
for delay in 0.1 0.15 0.2 0.25; do
    [ -z "$complete" ] || break
    if timeout -s KILL $delay $as "$program" -c "$etc" import "alice@$domain" "$work/from" >"$work/out" 2>&1; then complete=yes; else broken=$((broken + 1)); fi
done
[ "$broken" -gt 0 ] || fail "no import was broken off"
[ -n "$complete" ] || again alice
grep -q 'messages imported' "$work/out" || fail "it said nothing"
whole "$home/mail/$domain/alice" "the command was killed"
say "the command was killed $broken times: $(cat "$work/out")"

start
complete=""
for delay in 0.2 0.3; do
    [ -z "$complete" ] || break
    $as "$program" -c "$etc" import "bob@$domain" "$work/from" >"$work/out" 2>&1 &
    importer=$!
    sleep $delay
    kill -KILL "$server"
    wait "$server" 2>/dev/null || true
    status=0
    wait $importer || status=$?
    [ $status -ne 0 ] || complete=yes
    [ $status -eq 0 ] || grep -qE 'goes on where it stopped|connection to the store broke' "$work/out" || { cat "$work/out" >&2; fail "status $status"; }
    start
done
[ -n "$complete" ] || again bob
whole "$home/mail/$domain/bob" "the server was killed"
say "the server was killed twice: $(cat "$work/out")"

complete=""
for delay in 0.05 0.1 0.15; do
    [ -n "$complete" ] || ! timeout -s KILL $delay $as "$program" -c "$etc" import "dora@$domain" "$work/from" >"$work/out" 2>&1 || complete=yes
done
[ -n "$complete" ] || again dora
[ "$(grep -c '^Subject:' "$home/mail/dora")" -eq 6000 ] && [ "$(grep '^Subject:' "$home/mail/dora" | sort -u | wc -l)" -eq 6000 ] ||
    fail "an mbox: $(grep -c '^Subject:' "$home/mail/dora") messages"
say "an mbox: $(cat "$work/out")"
[ -z "$(find "$home/lib/index" -name 'import-*')" ] || fail "marks of complete imports are left"
stop
say "passed"
passed=yes

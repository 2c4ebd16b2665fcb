#!/bin/sh
# kill -9 of the server while programs hand in mail: whatever sendmail ended with status 0 for is delivered.
. "$(dirname "$0")/../lib.sh"
need python3 openssl

rounds=12
configure
echo "myorigin = $domain" >>"$etc/main.cf"
user bob builder
start

# submit NUMBER: until the file stop exists; the ledger gets the name of every message that was acknowledged.
submit() {
    count=0
    while [ ! -e "$work/enough" ]; do
        count=$((count + 1))
        name="m-$1-$count"
        if printf 'Subject: %s\n\nbody\n' "$name" | $as "$program" -c "$etc" sendmail -f bob bob 2>>"$work/refused"; then
            echo "$name" >>"$work/ledger.$1"
        fi
    done
}
for who in 1 2 3; do
    : >"$work/ledger.$who"
    submit $who &
    others="$others $!"
done
for round in $(seq $rounds); do
    sleep "0.$((round % 5 + 1))"
    kill -KILL "$server"
    wait "$server" 2>/dev/null || true
    [ $((round % 3)) -ne 0 ] || sleep 0.3    # some mail has to wait for the next start
    start
done
touch "$work/enough"
for pid in $others; do wait "$pid" || true; done
others=""
cat "$work"/ledger.* | sort >"$work/ledger"
acknowledged=$(wc -l <"$work/ledger")
[ "$acknowledged" -gt 30 ] || fail "only $acknowledged messages were handed in"
missing() { all_files bob | xargs cat | sed -n 's/^Subject: //p' | sort -u | comm -23 "$work/ledger" - >"$work/missing"; [ ! -s "$work/missing" ]; }
wait_for 30 missing || fail "$(wc -l <"$work/missing") of $acknowledged acknowledged messages are missing: $(head -3 "$work/missing")"
stop
say "passed: $acknowledged messages, $rounds kills, $(wc -l <"$work/refused") refusals"
passed=yes

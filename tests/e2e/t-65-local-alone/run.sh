#!/bin/sh
# System users on a server that an ordinary user has started: it delivers to its own user and runs programs as him; mail for
# others waits, and the log says why.
. "$(dirname "$0")/../lib.sh"
need curl openssl

configure
me=$($as id -un) uid=$($as id -u) gid=$($as id -g)
$as mkdir -p "$home/people/me" "$home/people/other" "$home/spool" "$home/out"
cat >>"$etc/main.cf" <<END
mydestination = local.test
myorigin = local.test
alias_maps = hash:$etc/aliases
local_passwd_maps = texthash:$etc/passwd
local_recipient_maps =
mail_spool_directory = $home/spool
first_valid_uid = 1
first_valid_gid = 1
mailbox_command_maps = inline:{ {filtered = $home/keep filtered} }
minimal_backoff_time = 1h
transport_maps = inline:{ {elsewhere.test = retry:not today} }
END
cat >"$etc/passwd" <<END
$me $me:x:$uid:$gid::$home/people/me:/bin/sh
filtered filtered:x:$uid:$gid::$home/people/me:/bin/sh
other other:x:$((uid - 1)):$gid::$home/people/other:/bin/sh
END
cat >"$etc/aliases" <<END
program: "|$home/keep program"
both:    $me, program
moves:   one@elsewhere.test, "|exit 75"
END
postalias() { bounded "$program" -c "$etc" postalias "hash:$etc/aliases" || fail "postalias"; }
postalias
printf '#!/bin/sh\nwhile read -r line; do echo "$line"; done >"%s/$1.new" && mv "%s/$1.new" "%s/$1"\n' "$home/out" "$home/out" "$home/out" >"$home/keep"
chmod 755 "$home/keep"
start

send() { printf 'Subject: %s\n\nhello\n' "$2" | bounded $as "$program" -c "$etc" sendmail -i -f alice@elsewhere.test "$1" || fail "sendmail $1"; }
told() { logged "postfix/local\[[0-9]*\]: [0-9A-F]*: to=<$1>, .*$2" || fail "$1 is not told of with '$2'"; }
send "$me" plain
told "$me@local.test" 'status=sent (delivered to mailbox)'
grep -q '^Subject: plain' "$home/spool/$me" || fail "no mail in the mbox"
send both two
told both@local.test "status=sent (delivered to mailbox; delivered to command: $home/keep program)"
grep -q '^Subject: two' "$home/out/program" || fail "the program has no mail"
send filtered three
told filtered@local.test "status=sent (delivered to command: $home/keep filtered)"
grep -q '^Subject: three' "$home/out/filtered" || fail "mailbox_command has no mail"
send other four
told other@local.test 'dsn=4.3.0, status=deferred (the server may not act as user other)'
foreign=$(find "$home/spool" "$home/out" "$home/queue" "$home/lib" ! -user "$me")
[ -z "$foreign" ] || fail "not its user's: $foreign"
say "its own user and nobody else, and everything is his"

# One branch is sent on, the other waits: the next attempt does not send it on again, unless the alias leads elsewhere by then.
tries() { grep -c 'to=<moves@local.test>.*status=deferred' "$home/log/mail.log"; }
more_than() { [ "$(tries)" -gt "$1" ]; }
again() {
    before=$(tries)
    bounded "$program" -c "$etc" postqueue -f || fail "postqueue"
    wait_for 10 more_than "$before" || fail "no other attempt"
}
send moves five
wait_for 10 more_than 0 || fail "no attempt"
logged 'to=<one@elsewhere.test>, orig_to=<moves>, .*status=deferred (not today)' || fail "not sent on"
again
sed -i 's/^moves:.*/moves: two@elsewhere.test, "|exit 75"/' "$etc/aliases"
postalias
leads_on() {
    bounded "$program" -c "$etc" postqueue -f
    grep -q 'to=<two@elsewhere.test>, orig_to=<moves>' "$home/log/mail.log"
}
wait_for 10 leads_on || fail "not sent on to the new address"
bounded "$program" -c "$etc" postqueue -p >"$work/mailq"
[ "$(grep -c 'one@elsewhere.test' "$work/mailq")" -eq 1 ] || { cat "$work/mailq" >&2; fail "sent on to the first address more than once"; }
say "a forward is sent once, and to the new address when the alias has changed"

stop
say "passed"
passed=yes

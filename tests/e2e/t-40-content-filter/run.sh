#!/bin/sh
# A content filter behind a port of its own, with re-injection: all mail of the smtpd line passes it once, whatever its
# recipients; aliases, copies and checks happen once; when it is down mail waits and nothing goes past it; FILTER of
# header_checks is stronger than content_filter.
. "$(dirname "$0")/../lib.sh"
need swaks python3

eval "$(free_ports filter filter2 back)"
configure
cat >>"$etc/main.cf" <<END2
virtual_alias_maps = inline:{{team@$domain=bob@$domain}, {dave@$domain=dan@$domain}}
always_bcc = carol@$domain
header_checks = pcre:{{/^Subject: checked/ PREPEND X-Checked: yes} {/^Subject: special/ FILTER other:[127.0.0.1]:$filter2}}
minimal_backoff_time = 1s
maximal_backoff_time = 2s
queue_run_delay = 1s
END2
cat >"$etc/master.cf" <<END2
127.0.0.1:$smtp inet n - n - - smtpd -o content_filter=scan:[127.0.0.1]:$filter -o receive_override_options=no_address_mappings
127.0.0.1:$back inet n - n - - smtpd
  -o content_filter=
  -o receive_override_options=no_unknown_recipient_checks,no_header_body_checks
  -o mynetworks=127.0.0.0/8 -o smtpd_recipient_restrictions=permit_mynetworks,reject
127.0.0.1:$imaps inet n - n - - imapd -o imapd_tls_wrappermode=yes
pickup unix n - n 60 1 pickup
scan   unix - - n - 2 smtp -o smtp_send_xforward_command=yes -o disable_dns_lookups=yes
other  unix - - n - 2 lmtp
END2
user bob builder
user carol singer
user dan dancer
start

# filter NAME PORT KIND: begins to listen.
filter() {
    : >"$work/$1.out"
    python3 "$library/../lib/toy_filter.py" "$3" "$2" "$back" "$1" "$work/filtered" >"$work/$1.out" 2>&1 &
    last=$!
    others="$others $last"
    wait_for 10 grep -q listening "$work/$1.out" || fail "the filter $1 does not listen"
}
send() { # SUBJECT RECIPIENT...
    subject=$1
    shift
    bounded swaks --server "127.0.0.1:$smtp" --from "x@elsewhere.example" --to "$(echo "$@" | tr ' ' ,)" --header "Subject: $subject" \
        --body "Hello." >"$work/swaks.log" 2>&1 || { cat "$work/swaks.log" >&2; fail "'$subject' was not accepted"; }
}
file_of() { grep -lr --exclude-dir=tmp "^Subject: $2\$" "$home/mail/$domain/$1"; }

send waiting "bob@$domain"
logged "to=<bob@$domain>.*status=deferred (connect to 127.0.0.1\[127.0.0.1\]:$filter: Connection refused)"
[ "$(count_of bob)" -eq 0 ] || fail "mail went past a filter that is down"
say "down: the mail waits"

filter one "$filter" smtp
one=$last
filter two "$filter2" lmtp
$as "$program" -c "$etc" postqueue -f || fail "postqueue -f"
arrived bob 1
arrived carol 1
grep -q '^X-Filtered: one' "$(file_of bob waiting)" || fail "the mail was not filtered"
say "up again: delivered through it"

: >"$work/filtered"
send checked "team@$domain" "dave@$domain"
arrived bob 2
arrived dan 1
arrived carol 2
grep -qF "one from=<x@elsewhere.example> to=<team@$domain> <dave@$domain>" "$work/filtered" ||
    { cat "$work/filtered" >&2; fail "the filter does not see the addresses as they were, in one transaction"; }
grep -q "^XFORWARD.* ADDR=127.0.0.1" "$work/filtered" || { cat "$work/filtered" >&2; fail "the filter does not hear of the client"; }
[ "$(grep -c '^X-Checked: yes' "$(file_of bob checked)")" -eq 1 ] || fail "headers were not checked once"
[ "$(grep -c '^X-Filtered' "$(file_of bob checked)")" -eq 1 ] || fail "the mail was not filtered once"
logged "to=<team@$domain>, relay=127.0.0.1\[127.0.0.1\]:$filter, .*status=sent"
say "aliases, copies and checks happen once"

send special "bob@$domain"
arrived bob 3
grep -q '^X-Filtered: two' "$(file_of bob special)" || fail "FILTER did not choose the other filter"
say "FILTER is stronger than content_filter"

# What programs of this machine hand in has no content_filter here: only the smtpd line has one.
printf 'Subject: local\n\nHello.\n' | $as "$program" -c "$etc" sendmail -f "bob@$domain" "bob@$domain" || fail "sendmail"
arrived bob 4
! grep -q '^X-Filtered' "$(file_of bob local)" || fail "local mail was filtered"
say "other lines are not filtered"

# A requeued message gets the content_filter of local mail, which is none, instead of the one it came with.
kill "$one"
wait_for 5 gone "$one" || fail "the filter does not end"
send requeued "bob@$domain"
wait_for 10 grep -q "status=deferred .*$filter" "$home/log/mail.log" || fail "not deferred"
id=$($as "$program" -c "$etc" postqueue -j | sed -n 's/.*"queue_id": "\([0-9A-F]*\)".*/\1/p')
wait_for 5 $as "$program" -c "$etc" postsuper -r "$id" || fail "postsuper -r $id"
arrived bob 5
! grep -q '^X-Filtered' "$(file_of bob requeued)" || fail "the requeued mail was filtered"
say "requeued mail takes pickup's content_filter"

stop
say "passed"
passed=yes

#!/bin/sh
# getmail by IMAP and by POP3, each under TLS: what it fetched it keeps apart from what it has seen, and deletes if told to.
. "$(dirname "$0")/../lib.sh"
need getmail swaks curl

configure
user alice wonder
user bob builder
start
for number in 1 2 3; do message "bob@$domain" "letter $number"; done
arrived bob 3

# rc NAME RETRIEVER PORT DELETE
rc() {
    mkdir -p "$work/$1/box/new" "$work/$1/box/cur" "$work/$1/box/tmp"
    cat >"$work/$1/rc" <<END
[retriever]
type = $2
server = localhost
port = $3
username = bob@$domain
password = builder
ca_certs = $etc/cert.pem
[destination]
type = Maildir
path = $work/$1/box/
[options]
read_all = false
delete = $4
verbose = 1
END
    [ -z "$as" ] || chown -R nobody:nogroup "$work/$1"    # getmail delivers nothing as root
}
# getmail's own deliveries may trip over each other's SIGCHLD: what it has not fetched it fetches the next time.
fetch() {
    for attempt in 1 2 3 4 5; do
        HOME=$work/$1 bounded $as getmail --getmaildir "$work/$1" --rcfile rc >"$work/getmail.log" 2>&1 && return 0
        grep -q '__orig_handler' "$work/getmail.log" || break
    done
    cat "$work/getmail.log" >&2
    fail "getmail: $1"
}
has() { [ "$(find "$work/$1/box/new" -type f | wc -l)" -eq "$2" ] || { cat "$work/getmail.log" >&2; fail "$1: $(find "$work/$1/box/new" -type f | wc -l) messages instead of $2"; }; }

rc imap SimpleIMAPSSLRetriever "$imaps" false
rc pop SimplePOP3SSLRetriever "$pop3s" false
for kind in imap pop; do
    fetch $kind
    has $kind 3
    fetch $kind
    has $kind 3
done
message "bob@$domain" "letter 4"
arrived bob 4
for kind in imap pop; do
    fetch $kind
    has $kind 4
done
grep -rq '^Subject: letter 4' "$work/imap/box/new" && grep -rq '^Subject: letter 4' "$work/pop/box/new" || fail "another message"

rc imap SimpleIMAPSSLRetriever "$imaps" true
message "bob@$domain" "letter 5"
arrived bob 5
fetch imap
has imap 5
ask_imap bob builder INBOX 'STATUS INBOX (MESSAGES)' | grep -q 'MESSAGES 0' || [ "$(count_of bob)" -eq 0 ] || say "$(count_of bob) left: getmail deletes only what it has just fetched"
rc pop SimplePOP3SSLRetriever "$pop3s" true
message "bob@$domain" "letter 6"
fetch pop
[ "$(count_of bob)" -eq 0 ] || fail "POP3: $(count_of bob) messages left that getmail was to delete"
stop
say "passed"
passed=yes

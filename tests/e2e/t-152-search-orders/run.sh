#!/bin/sh
# SORT, THREAD, contexts and searches of many mailboxes on a Maildir and on an mbox: two sessions at once, and the same again after
# a restart of the server.
. "$(dirname "$0")/../lib.sh"
need python3

configure
user alice wonder
user bob builder
uid=$($as id -u) gid=$($as id -g)
cat >>"$etc/main.cf" <<END
virtual_mailbox_maps = texthash:$etc/vmailbox
virtual_minimum_uid = 1
virtual_uid_maps = static:$uid
virtual_gid_maps = static:$gid
END
printf '%s\n' "alice@$domain $domain/alice/" "bob@$domain boxes/bob" >"$etc/vmailbox"
$as mkdir -p "$home/mail/boxes"
start

bounded python3 "$here/orders.py" before "$imap" "alice@$domain" wonder || fail "Maildir"
bounded python3 "$here/orders.py" before "$imap" "bob@$domain" builder || fail "mbox"
stop
start
bounded python3 "$here/orders.py" after "$imap" "alice@$domain" wonder || fail "Maildir after the restart"
bounded python3 "$here/orders.py" after "$imap" "bob@$domain" builder || fail "mbox after the restart"
stop
say "passed"
passed=yes

#!/bin/sh
# CONDSTORE and QRESYNC on a Maildir and on an mbox, over a restart of the server: what a client missed is told, exactly.
# MULTIAPPEND fills the mailboxes; the second half speaks DEFLATE; LIST tells special uses and sizes.
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

bounded python3 "$here/resync.py" before "$imap" "alice@$domain" wonder "$work/alice.json" || fail "Maildir, first half"
bounded python3 "$here/resync.py" before "$imap" "bob@$domain" builder "$work/bob.json" || fail "mbox, first half"
[ "$(find "$home/mail/$domain/alice/new" "$home/mail/$domain/alice/cur" -type f | wc -l)" -eq 4 ] || fail "the Maildir does not hold 4 messages"
[ "$(grep -c '^From ' "$home/mail/boxes/bob")" -eq 4 ] || fail "the mbox does not hold 4 messages"
stop
start
bounded python3 "$here/resync.py" after "$imap" "alice@$domain" wonder "$work/alice.json" || fail "Maildir, second half"
bounded python3 "$here/resync.py" after "$imap" "bob@$domain" builder "$work/bob.json" || fail "mbox, second half"
stop
say "passed"
passed=yes

#!/bin/sh
# An mbox by virtual_mailbox_maps (no slash at the end): mail comes by SMTP, is read by IMAP and POP3, expunged while more
# is delivered; mutt and Python read the file; somebody else's lock makes a delivery wait.
. "$(dirname "$0")/../lib.sh"
need swaks curl python3

configure
user bob builder
uid=$($as id -u) gid=$($as id -g)
cat >>"$etc/main.cf" <<END
virtual_mailbox_maps = texthash:$etc/vmailbox
virtual_minimum_uid = 1
virtual_uid_maps = static:$uid
virtual_gid_maps = static:$gid
deliver_lock_delay = 1s
deliver_lock_attempts = 3
minimal_backoff_time = 2s
queue_run_delay = 2s
END
echo "bob@$domain boxes/bob" >"$etc/vmailbox"
box=$home/mail/boxes/bob
start

count() { grep -c '^From .*  [A-Z][a-z][a-z] [A-Z][a-z][a-z] ' "$box" 2>/dev/null; }
holds() { [ "$(count)" -ge "$1" ]; }
taken x@elsewhere.example "bob@$domain" first
wait_for 15 holds 1 || fail "nothing was delivered"
[ "$(stat -c '%a %u' "$box")" = "600 $uid" ] || fail "the mbox is $(stat -c '%a %u' "$box")"
head -1 "$box" | grep -q '^From x@elsewhere.example  ' || fail "the From line: $(head -1 "$box")"
wait_for 5 test ! -e "$box.lock" || fail "a lock is left"
say "delivered"

bounded curl -sk --user "bob@$domain:builder" "imaps://127.0.0.1:$imaps/INBOX;UID=1" | grep -q '^Subject: first' || fail "IMAP does not show it"
bounded curl -sk --user "bob@$domain:builder" "pop3s://127.0.0.1:$pop3s/1" | grep -q '^Subject: first' || fail "POP3 does not show it"
say "read by IMAP and POP3"

limit=60
bounded python3 "$here/at_once.py" "$imap" "$smtp" "bob@$domain" builder "$box" || fail "expunging while mail comes"
say "expunged while mail came; nothing lost, nothing twice"

if command -v mutt >/dev/null; then
    bounded python3 "$here/mutt.py" "$box" "$work/mutt.out" || { tail -c 2000 "$work/mutt.out"; fail "mutt does not read the file"; }
    say "mutt reads it"
fi

if command -v doveadm >/dev/null; then
    cat >"$etc/dovecot.conf" <<END
log_path = $home/log/dovecot.log
base_dir = $home/dovecot
mail_location = mbox:$home/dovecot/mail:INBOX=$box:INDEX=MEMORY
first_valid_uid = 1
first_valid_gid = 1
stats_writer_socket_path =
END
    before=$(bounded curl -sk --user "bob@$domain:builder" "imaps://127.0.0.1:$imaps/INBOX" --request "UID SEARCH SEEN")
    $as env HOME="$home" USER=bob timeout 20 doveadm -c "$etc/dovecot.conf" fetch 'hdr.subject flags' all >"$work/dovecot.out" 2>&1 ||
        { cat "$work/dovecot.out"; fail "Dovecot does not read the file"; }
    [ "$(grep -c 'flags: .*Seen' "$work/dovecot.out")" -eq "$(count)" ] || fail "Dovecot sees other marks"
    after=$(bounded curl -sk --user "bob@$domain:builder" "imaps://127.0.0.1:$imaps/INBOX" --request "UID SEARCH SEEN")
    [ "$before" = "$after" ] || fail "after Dovecot's visit: $after, not $before"
    say "Dovecot reads it, and its headers change nothing for us"
fi

before=$(count)
$as touch "$box.lock"
taken x@elsewhere.example "bob@$domain" waiting
logged "unable to create lock file .*File exists" || fail "the lock is not named in the log"
[ "$(count)" -eq "$before" ] || fail "delivered past a lock"
rm "$box.lock"
wait_for 30 holds $((before + 1)) || fail "not delivered when the lock was gone"
say "a lock is waited for"

stop
say "passed"
passed=yes

#!/bin/sh
# One set of system users for two domains (mydestination): mail to either lies in the same mbox, which belongs to its user and
# is read over IMAP and POP3, and by mutt. Then the same with a lock in the way, and an mbox that an alias names.
. "$(dirname "$0")/../lib.sh"
[ "$(id -u)" -eq 0 ] || skip "only root can write other users' mailboxes"
need python3 setpriv openssl curl
for user in news games uucp lp; do id "$user" >/dev/null 2>&1 || skip "there is no user $user"; done

configure
as=""
chown -R root:root "$home"
chmod 755 "$work" "$home" "$etc"
mkdir -p "$home/people/lp" "$home/spool" "$home/other"
chown lp "$home/people/lp"
chgrp mail "$home/spool" && chmod 2775 "$home/spool"
chmod 1777 "$home/other"
cat >>"$etc/main.cf" <<END
process_model = separated
mail_owner = news
store_owner = games
auth_owner = uucp
mydomain = cs.test
mydestination = \$myhostname, \$mydomain, csie.test
alias_maps = texthash:$etc/aliases
local_passwd_maps = texthash:$etc/passwd
local_recipient_maps = texthash:$etc/passwd, texthash:$etc/aliases
mail_spool_directory = $home/spool
allow_mail_to_files = alias
first_valid_uid = 1
first_valid_gid = 1
deliver_lock_attempts = 2
deliver_lock_delay = 1s
minimal_backoff_time = 2s
queue_run_delay = 2s
END
echo "lp lp:x:$(id -u lp):$(id -g lp)::$home/people/lp:/bin/sh" >"$etc/passwd"
echo "archive  $home/other/archive" >"$etc/aliases"
printf 'builder\n' | bounded "$program" -c "$etc" user add lp@cs.test --uid "$(id -u lp)" --gid "$(id -g lp)" --home "$home/people/lp" \
    --mail "$home/spool/lp" --password-stdin >/dev/null || fail "user add"
start

taken x@elsewhere.test lp@cs.test to-cs
taken x@elsewhere.test lp@csie.test to-csie
in_box() { grep -q "^Subject: $1\$" "$home/spool/lp" 2>/dev/null; }
wait_for 15 in_box to-cs || fail "nothing for lp@cs.test"
wait_for 15 in_box to-csie || fail "nothing for lp@csie.test"
[ "$(stat -c '%U %a' "$home/spool/lp")" = "lp 600" ] || fail "the mbox is $(stat -c '%U %a' "$home/spool/lp")"
[ "$(grep -c '^From x@elsewhere.test  ' "$home/spool/lp")" -eq 2 ] || fail "not two messages"
logged "postfix/local.*to=<lp@csie.test>.*status=sent (delivered to mailbox)" || fail "the log does not say so"
say "both domains share the user's mailbox"

bounded curl -sk --user lp@cs.test:builder "imaps://127.0.0.1:$imaps/INBOX" --request "SEARCH SUBJECT to-cs" | grep -q 'SEARCH 1 2' ||
    fail "IMAP does not show both"
bounded curl -sk --user lp@cs.test:builder "pop3s://127.0.0.1:$pop3s/2" | grep -q '^Subject: to-csie' || fail "POP3 does not show the second"
say "IMAP and POP3 read it"

# The lock of another program: mail waits, and then comes.
lock_it() { (set -C && : >"$home/spool/lp.lock") 2>/dev/null; }
wait_for 5 lock_it || fail "POP3 keeps its lock"
taken x@elsewhere.test lp@cs.test locked
logged "to=<lp@cs.test>.*dsn=4.2.0, status=deferred (cannot update mailbox $home/spool/lp for user lp@cs.test. unable to create lock file $home/spool/lp.lock: File exists)" ||
    fail "the lock is not told of"
! in_box locked || fail "the lock does not count"
rm "$home/spool/lp.lock"
bounded "$program" -c "$etc" postqueue -f || fail "postqueue -f"
wait_for 20 in_box locked || fail "mail does not come when the lock is gone"
unlocked() { [ ! -e "$home/spool/lp.lock" ]; }    # the text is there a moment before the lock goes
wait_for 5 unlocked || fail "our own lock has stayed"
say "other programs' locks count"

taken x@elsewhere.test archive@cs.test archived
logged "to=<archive@cs.test>.*status=sent (delivered to file: $home/other/archive)" || fail "the alias's file"
grep -q '^Subject: archived' "$home/other/archive" || fail "nothing in the alias's file"
[ "$(stat -c %U "$home/other/archive")" = nobody ] || fail "the alias's file is $(stat -c %U "$home/other/archive")'s"
say "a file that an alias names is an mbox too"

! grep -q 'cannot open' "$home/log/mail.log" || fail "a role cannot open its own file: $(grep 'cannot open' "$home/log/mail.log")"
stop
say "passed"
passed=yes

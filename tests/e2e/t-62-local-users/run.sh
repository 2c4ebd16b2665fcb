#!/bin/sh
# System users, as local(8) serves them, by a server that root has started: mailboxes that are the user's own, aliases, lists,
# .forward files, programs with the user's rights, and what becomes of mail that goes in circles or nowhere.
. "$(dirname "$0")/../lib.sh"
[ "$(id -u)" -eq 0 ] || skip "only root can write other users' mailboxes"
need python3 setpriv openssl curl
for user in news games uucp lp list; do id "$user" >/dev/null 2>&1 || skip "there is no user $user"; done

configure
as=""
chown -R root:root "$home"
chmod 755 "$work" "$home" "$etc"
mkdir -p "$home/people/lp" "$home/people/list" "$home/spool" "$home/out" "$home/bin" "$home/other"
chown lp "$home/people/lp" && chown list "$home/people/list"
chmod 1777 "$home/spool" "$home/out" "$home/other"
cat >>"$etc/main.cf" <<END
process_model = separated
mail_owner = news
store_owner = games
auth_owner = uucp
mydestination = local.test
myorigin = local.test
alias_maps = texthash:$etc/aliases
local_passwd_maps = texthash:$etc/passwd
local_recipient_maps = texthash:$etc/passwd, texthash:$etc/aliases
mail_spool_directory = $home/spool/
first_valid_uid = 1
first_valid_gid = 1
recipient_delimiter = +
default_transport = retry:kept
minimal_backoff_time = 1h
allow_mail_to_files = alias, forward
END
passwd_line() { echo "$1 $1:x:$(id -u "$1"):$(id -g "$1")::$home/people/$1:/bin/sh"; }
{ passwd_line lp; passwd_line list; echo "root root:x:0:0::/root:/bin/sh"; } >"$etc/passwd"
cat >"$etc/aliases" <<END
team        lp, list, ann@elsewhere.test
owner-team  boss@elsewhere.test
program     "|$home/bin/keep program"
file        $home/other/archive/
gone        no-such-user
round       about
about       round
later       "|$home/bin/fail 75"
mixed       lp, "|$home/bin/fail 75"
never       "|$home/bin/fail 69"
nothing     /dev/null
everybody   lp, staff
END
cat >"$home/bin/keep" <<'END'
#!/bin/sh
out=$(dirname "$0")/../out/$1
{ echo "uid=$(id -u) user=$USER home=$HOME local=$LOCAL extension=$EXTENSION sender=$SENDER recipient=$RECIPIENT"; cat; } >"$out.new" && mv "$out.new" "$out"
END
printf '#!/bin/sh\ncat >/dev/null\necho "no luck"\nexit "$1"\n' >"$home/bin/fail"
chmod 755 "$home/bin"/*
printf 'builder\n' | bounded "$program" -c "$etc" user add staff@local.test --password-stdin >/dev/null || fail "user add"
start

send() { printf 'Subject: %s\n\nhello\n' "$2" | bounded "$program" -c "$etc" sendmail -i -f "${3:-alice@elsewhere.test}" "$1" || fail "sendmail $1"; }
told() { logged "postfix/local\[[0-9]*\]: [0-9A-F]*: to=<$1>, .*$2" || fail "$1 is not told of with '$2'"; }
has() { grep -qrs "^Subject: $2\$" "$home/spool/$1/new"; }
file_of() { grep -lrs "^Subject: $2\$" "$home/spool/$1/new" | head -1; }

send lp plain
told lp@local.test 'relay=local, .*dsn=2.0.0, status=sent (delivered to maildir)'
has lp plain || fail "lp has no mail"
[ "$(stat -c '%U %a' "$home/spool/lp")" = "lp 700" ] || fail "the Maildir is $(stat -c '%U %a' "$home/spool/lp")"
[ "$(stat -c '%U %a' "$(file_of lp plain)")" = "lp 600" ] || fail "the message is $(stat -c '%U %a' "$(file_of lp plain)")"
grep -q '^Delivered-To: lp@local.test' "$(file_of lp plain)" || fail "Delivered-To"
send LP+box extended
told LP+box@local.test 'status=sent'
has lp extended || fail "an extension or capitals lose mail"
send root administrative
told root@local.test 'status=sent (delivered to maildir)'
[ "$(stat -c '%U' "$(file_of root administrative)")" = nobody ] || fail "mail for root has the rights of $(stat -c '%U' "$(file_of root administrative)")"
say "a system user's mailbox is his own, and root's is default_privs'"

send team listed
told team@local.test 'status=sent (.*forwarded as'
has lp listed && has list listed || fail "a member has no copy"
grep -q '^Return-Path: <owner-team@local.test>' "$(file_of lp listed)" || fail "the list's owner is not the sender"
id=$(sed -n 's/.*to=<team@local.test>.*forwarded as \([0-9A-F]*\).*/\1/p' "$home/log/mail.log" | head -1)
bounded "$program" -c "$etc" postcat -q "$id" >"$work/forwarded" || fail "postcat -q $id"
for line in '^sender: owner-team@local.test' '^recipient: ann@elsewhere.test' '^Received: by mail.example.test (Mailstead)' '^Delivered-To: team@local.test' '^original_recipient: team'; do
    grep -q "$line" "$work/forwarded" || { cat "$work/forwarded" >&2; fail "the forwarded message has no '$line'"; }
done
send everybody shared
told everybody@local.test 'status=sent (delivered to maildir; delivered to maildir)'
has lp shared || fail "the user of an alias has no copy"
bounded curl -sk --user staff@local.test:builder "imaps://127.0.0.1:$imaps/INBOX" --request "SEARCH SUBJECT shared" | grep -q 'SEARCH 1' ||
    fail "the account of an alias has no copy"
say "an alias reaches users here and elsewhere, with its owner as the sender"

send program+ext run
told program+ext@local.test 'status=sent (delivered to command: '
grep -q "uid=$(id -u nobody) .*local=program+ext extension=ext sender=alice@elsewhere.test recipient=program+ext@local.test" "$home/out/program" ||
    { cat "$home/out/program" >&2; fail "the command's rights or environment"; }
grep -q '^From alice@elsewhere.test  ' "$home/out/program" && grep -q '^Delivered-To: program+ext@local.test' "$home/out/program" || fail "the command's input"
send file archived
told file@local.test 'status=sent'
grep -qr '^Subject: archived' "$home/other/archive/new" || fail "nothing in the file of an alias"
[ "$(stat -c %U "$home/other/archive")" = nobody ] || fail "the alias's file is $(stat -c %U "$home/other/archive")'s"
send nothing vanished
told nothing@local.test 'status=sent'
say "programs and files of aliases have default_privs' rights"

printf '\\lp, "|%s/bin/keep forward", bea@elsewhere.test\n' "$home" >"$home/people/lp/.forward"
chown lp "$home/people/lp/.forward"
send lp forwarded
told lp@local.test 'status=sent (delivered to maildir; forwarded as [0-9A-F]*; delivered to command: '
has lp forwarded || fail "\\lp does not deliver"
grep -q "uid=$(id -u lp) user=lp home=$home/people/lp " "$home/out/forward" || { cat "$home/out/forward" >&2; fail "the command of a .forward"; }
chmod 666 "$home/people/lp/.forward"
send lp careless
for _ in $(seq 100); do has lp careless && break; sleep 0.1; done
has lp careless || fail "a .forward that everybody may write is not passed over"
grep -q bea "$home/log/mail.log" || fail "nothing was forwarded"
rm "$home/people/lp/.forward"
mkfifo "$home/people/list/.forward"
send list fifo
for _ in $(seq 100); do has list fifo && break; sleep 0.1; done
has list fifo || fail "a FIFO in the place of a .forward holds mail back"
say ".forward: the user's rights, and only files that are his alone"

send gone lost
told gone@local.test 'status=bounced (unknown user: "no-such-user")'
send round circles
told round@local.test 'dsn=5.4.6, status=bounced (alias database loop for'
send later retried
told later@local.test 'status=deferred (temporary failure. Command output: no luck'
send never refused
told never@local.test 'status=bounced (service unavailable. Command output: no luck'
# What was delivered is found again at the next attempt.
send mixed once
told mixed@local.test 'status=deferred (temporary failure. Command output: no luck'
bounded "$program" -c "$etc" postqueue -f || fail "postqueue -f"
tries() { [ "$(grep -c 'to=<mixed@local.test>.*status=deferred' "$home/log/mail.log")" -ge 2 ]; }
wait_for 15 tries || fail "no second attempt"
[ "$(grep -lrs '^Subject: once$' "$home/spool/lp/new" | wc -l)" -eq 1 ] || fail "a retry has filled the mailbox again"
printf 'Delivered-To: lp@local.test\nSubject: loop\n\nx\n' | bounded "$program" -c "$etc" sendmail -i -f alice@elsewhere.test lp || fail "sendmail"
told lp@local.test 'dsn=5.4.6, status=bounced (mail forwarding loop for lp@local.test)'
refused "550 5.1.1 <nobody@local.test>: Recipient address rejected: User unknown in local recipient table" x@elsewhere.test nobody@local.test
say "mail that goes nowhere comes back with the reason"

stop
say "passed"
passed=yes

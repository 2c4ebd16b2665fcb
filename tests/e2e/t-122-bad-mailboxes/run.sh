#!/bin/sh
# What may lie where a mailbox or a .forward file should be: FIFOs, links, directories, nothing at all. Nobody waits for it, other
# people's mail goes on, and what cannot be delivered is kept or sent back with the reason.
. "$(dirname "$0")/../lib.sh"
need openssl

configure
me=$($as id -un) uid=$($as id -u) gid=$($as id -g)
$as mkdir -p "$home/spool" "$home/people" "$home/out"
cat >>"$etc/main.cf" <<END
local_passwd_maps = texthash:$etc/passwd
local_recipient_maps =
mail_spool_directory = $home/spool
first_valid_uid = 1
first_valid_gid = 1
minimal_backoff_time = 1h
deliver_lock_attempts = 2
deliver_lock_delay = 1s
transport_maps = inline:{ {elsewhere.test = discard:} }
notify_classes =
END
sed -i "s/^mydestination =.*/mydestination = local.test/; /^myhostname/a myorigin = local.test" "$etc/main.cf"
for name in plain directory link dangling fifo null homeless forwardlink forwardother forwardself forwardnul forwardend; do
    echo "$name $name:x:$uid:$gid::$home/people/$name:/bin/sh" >>"$etc/passwd"
    [ "$name" = homeless ] || $as mkdir "$home/people/$name"
done
$as mkdir "$home/spool/directory"
$as touch "$home/out/elsewhere"
$as ln -s "$home/out/elsewhere" "$home/spool/link"
$as ln -s "$home/out/made-by-link" "$home/spool/dangling"
$as mkfifo "$home/spool/fifo"
$as ln -s /dev/null "$home/spool/null"
$as ln -s "$home/people/none" "$home/people/forwardlink/.forward"
$as ln -s "$etc/passwd" "$home/people/forwardother/.forward"
forward() { printf "$2" >"$home/people/$1/.forward" && [ -z "$as" ] || chown nobody:nogroup "$home/people/$1/.forward"; }
forward forwardself 'forwardself, "forwardself@local.test"\n'
forward forwardnul 'one@elsewhere.test\000two@elsewhere.test\nthree@elsewhere.test\n'
forward forwardend 'four@elsewhere.test\r\nfive@elsewhere.test'
start

send() { printf 'Subject: %s\n\nhello\n' "$1" | bounded $as "$program" -c "$etc" sendmail -i -f alice@elsewhere.test "$1" || fail "sendmail $1"; }
told() { logged "postfix/local\[[0-9]*\]: [0-9A-F]*: to=<$1@local.test>, .*$2" || fail "$1 is not told of with '$2'"; }
in_box() { grep -q "^Subject: $1\$" "$home/spool/$1" || fail "nothing in the mailbox of $1"; }
for name in directory link dangling fifo null homeless forwardlink forwardother forwardself forwardnul forwardend plain; do send "$name"; done
told plain 'status=sent (delivered to mailbox)'
in_box plain
kept="dsn=4.2.0, status=deferred (cannot update mailbox $home/spool"
told directory "$kept/directory for user directory. file is a directory)"
told link "$kept/link for user link. file is a symbolic link)"
told dangling "$kept/dangling for user dangling. "
told fifo "$kept/fifo for user fifo. destination is not a regular file)"
told null "$kept/null for user null. destination is not a regular file)"
[ ! -s "$home/out/elsewhere" ] && [ ! -e "$home/out/made-by-link" ] || fail "a link has been followed"
say "a mailbox that is none: the mail waits, and the log says why"

for name in homeless forwardlink forwardother forwardself; do
    told "$name" 'status=sent (delivered to mailbox)'
    in_box "$name"
done
told forwardnul 'dsn=5.1.3, status=bounced (bad recipient address syntax: one@elsewhere.test?two@elsewhere.test)'
told forwardend 'status=sent (forwarded as '
for to in three four five; do logged "to=<$to@elsewhere.test>, .*status=sent (elsewhere.test)" || fail "nothing went to $to"; done
say "a .forward that is a link, names its own user, has NULs, CRs or no last line end; a home that is not there"

stop
say "passed"
passed=yes

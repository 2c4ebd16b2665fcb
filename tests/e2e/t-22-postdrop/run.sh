#!/bin/sh
# postdrop installed set-gid: a user who may not write into maildrop/ still leaves mail there while the server is down, and
# the set-gid program can be talked into nothing else. Needs root, and mount namespaces for an /etc of its own.
. "$(dirname "$0")/../lib.sh"
need python3 openssl unshare
[ "$(id -u)" -eq 0 ] || skip "only root can install a set-gid program"
unshare -m true 2>/dev/null || skip "no mount namespaces here"

configure
echo "myorigin = $domain" >>"$etc/main.cf"
user bob builder
start
stop

# /etc as this test wants it, in a namespace: the set-gid program believes nothing that its caller says.
mkdir -p "$work/etc" "$home/bin"
for file in passwd group nsswitch.conf ld.so.cache localtime; do [ ! -e "/etc/$file" ] || cp -L "/etc/$file" "$work/etc/"; done
cp -a "$etc" "$work/etc/mailstead"
cp "$program" "$home/bin/mailstead"
cp "$program" "$home/bin/postdrop"
chgrp nogroup "$home/bin/postdrop"
chmod 2755 "$home/bin/postdrop"
chmod 755 "$home" "$home/bin"
echo "command_directory = $home/bin" >>"$work/etc/mailstead/main.cf"

# stranger COMMAND...: as a user without rights, who sees that /etc.
stranger() {
    bounded unshare -m sh -c 'mount --bind "$0" /etc && exec setpriv --reuid=65533 --regid=65533 --clear-groups "$@"' "$work/etc" "$@"
}
printf 'Subject: from a stranger\n\nx\n' >"$work/letter"
stranger "$home/bin/mailstead" sendmail -f x bob <"$work/letter" >"$work/out" 2>&1 || { cat "$work/out"; fail "sendmail through postdrop"; }
[ -z "$(cat "$work/out")" ] || fail "sendmail said: $(cat "$work/out")"
[ "$(ls "$home/queue/maildrop" | wc -l)" -eq 1 ] || fail "no file in maildrop"
[ "$(stat -c %u:%a "$home/queue/maildrop/"*)" = 65533:744 ] || fail "the file is $(stat -c %u:%a "$home/queue/maildrop/"*)"

# refused WHAT STATUS COMMAND...: the set-gid program does not do it.
refused() {
    what=$1 wanted=$2 status=0
    shift 2
    stranger "$@" <"$work/letter" >"$work/out" 2>&1 || status=$?
    [ $status -eq "$wanted" ] || { cat "$work/out"; fail "$what: status $status instead of $wanted"; }
}
mkdir -p "$work/evil/maildrop"
cp "$etc"/* "$work/evil/"
echo "queue_directory = $work/evil" >>"$work/evil/main.cf"
chmod -R 777 "$work/evil"
refused "a configuration of the caller's" 78 "$home/bin/postdrop" -c "$work/evil"
refused "its own text" 65 env MAIL_CONFIG="$work/evil" "$home/bin/postdrop"
refused "another command" 64 "$home/bin/postdrop" user list
ln -s postdrop "$home/bin/postconf"
refused "another name" 64 "$home/bin/postconf" -n
[ -z "$(ls "$work/evil/maildrop")" ] || fail "it wrote where the caller wanted"
[ "$(ls "$home/queue/maildrop" | wc -l)" -eq 1 ] || fail "a refused text was kept"

start
arrived bob 1
logged 'uid=65533 from=<x>' || fail "the stranger's uid is not in the log"
stop
say "passed"
passed=yes

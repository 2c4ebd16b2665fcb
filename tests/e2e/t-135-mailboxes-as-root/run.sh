#!/bin/sh
# import, export, check and backup by root: files are the mailbox owner's and indexes the store's, whether the server runs in
# processes of their own or is stopped; others are refused.
. "$(dirname "$0")/../lib.sh"
[ "$(id -u)" -eq 0 ] || skip "only root can write other users' mailboxes"
need setpriv
for user in news games uucp lp list; do id "$user" >/dev/null 2>&1 || skip "there is no user $user"; done

configure
as=""
chown -R root:root "$home"
chmod 755 "$work" "$home" "$etc"
mkdir -p "$home/people/lp" "$home/spool"
chown lp "$home/people/lp"
chmod 1777 "$home/spool"
cat >>"$etc/main.cf" <<END
process_model = separated
mail_owner = news
store_owner = games
auth_owner = uucp
mydestination = local.test
myorigin = local.test
local_passwd_maps = texthash:$etc/passwd
mail_spool_directory = $home/spool/
first_valid_uid = 1
first_valid_gid = 1
END
echo "lp lp:x:$(id -u lp):$(id -g lp)::$home/people/lp:/bin/sh" >"$etc/passwd"
user staff wonder
run() {
    wanted=$1 got=0
    shift
    bounded "$program" -c "$etc" "$@" >"$work/out" 2>&1 || got=$?
    [ $got -eq "$wanted" ] || { cat "$work/out" >&2; fail "$* ended with $got instead of $wanted"; }
}
# A source that root alone may read.
mkdir -p "$work/from/cur" "$work/from/new" "$work/from/tmp"
for n in 1 2 3; do printf 'Subject: m%s\n\ntext\n' $n >"$work/from/cur/$n.x:2,S"; done
chmod 700 "$work/from"

both() {
    run 0 import lp "$work/from" "$1"
    run 0 import "staff@$domain" "$work/from" "$1"
    [ "$(find "$home/spool/lp" -type f -path "*/.$1/cur/*" -user lp | wc -l)" -eq 3 ] || fail "$1: lp has $(find "$home/spool/lp" -ls)"
    [ "$(find "$home/mail" -type f -path "*/staff/.$1/cur/*" -user games | wc -l)" -eq 3 ] || fail "$1: staff has $(find "$home/mail" -ls)"
    [ -z "$(find "$home/lib/index" ! -user games)" ] || fail "$1: indexes: $(find "$home/lib/index" -ls)"
    run 0 mailbox check lp
    run 0 export lp "$work/$1.tar" "$1"
    [ "$(tar tf "$work/$1.tar" | grep -c 'cur/.')" -eq 3 ] || fail "$1: the tar"
    run 0 backup "$work/backup-$1"
    [ "$(find "$work/backup-$1/mail" -type f -path "*/.$1/cur/*" -links +1 | wc -l)" -eq 6 ] || fail "$1: the backup has $(find "$work/backup-$1/mail" -ls)"
    [ "$(stat -c %a "$work/backup-$1")" = 700 ] || fail "$1: others may read the backup"
}
both stopped
say "while the server is stopped"
start
both running
setpriv --reuid=list --regid=list --clear-groups "$program" -c "$etc" import lp "$etc" >"$work/out" 2>&1 && fail "a user may import"
[ "$(stat -c %a "$home/queue/private/store-admin")" = 660 ] || fail "the socket"
# Whoever gets past the modes is asked who he is.
chmod 711 "$home/queue" "$home/queue/private"
chmod 666 "$home/queue/private/store-admin"
cat >"$work/ask.py" <<'END'
import os, pwd, socket, sys
somebody = pwd.getpwnam("list")
os.setgroups([])
os.setgid(somebody.pw_gid)
os.setuid(somebody.pw_uid)
wire = socket.socket(socket.AF_UNIX)
wire.settimeout(10)
wire.connect(sys.argv[1])
print(wire.recv(1000).decode())
END
bounded python3 "$work/ask.py" "$home/queue/private/store-admin" >"$work/out" 2>&1 || true
grep -q 'not-permitted' "$work/out" || { cat "$work/out" >&2; fail "the socket answers anybody"; }
say "while it runs; others are refused: $(cat "$work/out")"
stop
say "passed"
passed=yes

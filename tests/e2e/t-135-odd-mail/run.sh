#!/bin/sh
# The administrator's commands on mail as it is found: names that are no UTF-8, links, twins, folders called x.lock, accounts
# whose folders are of another kind than INBOX, and directories of users who would like to read their neighbour's mail.
. "$(dirname "$0")/../lib.sh"
need curl tar

configure
cat >>"$etc/main.cf" <<END2
virtual_mailbox_maps = inline:{ {dora@$domain = boxes/dora} }
virtual_minimum_uid = 1
mail_folder_directory = Maildir/
maildir_layout = fs
END2
for one in alice bob carol dora; do user $one wonder; done
run() {
    wanted=$1 got=0
    shift
    bounded $as "$program" -c "$etc" "$@" >"$work/out" 2>&1 || got=$?
    [ $got -eq "$wanted" ] || { cat "$work/out" >&2; fail "$* ended with $got instead of $wanted"; }
}
said() { grep -q -- "$1" "$work/out" || { cat "$work/out" >&2; fail "it did not say '$1'"; }; }
box() { bounded curl -sk --user "$1@$domain:wonder" "imaps://127.0.0.1:$imaps/$2" --request "$3" | tr -d '\r'; }
chmod 755 "$work"
from=$work/from
mkdir -p "$from/boxes" "$from/md/cur" "$from/md/new" "$from/md/tmp" "$from/md/Lists/cur" "$from/md/Lists/cooks/cur" "$from/md/..odd/cur"
one() { printf 'From a@b.test Thu Jan  1 00:00:00 1970\nSubject: %s\n\ntext\n\n' "$1"; }
one inbox >"$from/boxes/inbox"
one kitchen >"$from/boxes/$(printf 'K\374che')"
text() { printf 'Subject: %s\n\n%s\n' "$1" "$1"; }
text one >"$from/md/cur/100.a.h:2,S"
text two >"$from/md/new/100.a.h"
text list >"$from/md/Lists/cur/102.c.h:2,"
text cooks >"$from/md/Lists/cooks/cur/103.d.h:2,"
text odd >"$from/md/..odd/cur/104.e.h:2,"
ln "$from/md/cur/100.a.h:2,S" "$from/md/cur/101.b.h:2,"
tar -C "$from" -cf "$from/md.tar" md/cur md/new
chmod -R a+rX "$from"

run 0 import "alice@$domain" "$from/boxes"
said "2 messages imported"
run 1 import "bob@$domain" "$from/md"
said "5 messages imported, 1 passed over"
said "\.\.odd: no folder can be called so"
run 0 import "carol@$domain" "$from/md.tar"
said "3 messages imported"
run 1 import "dora@$domain" "$from/md" Old
said "5 messages imported, 1 passed over"
[ -d "$home/mail/boxes/dora.folders" ] || [ -d "$home/mail/boxes" ] || fail "no folders of dora"

$as touch "$home/mail/$domain/alice/cur/$(printf '1.bad\377.h'):2,S"
run 1 mailbox check "alice@$domain"
said "is empty"
say "names that are no UTF-8 stop nothing; what is passed over is named"

start
box alice "" 'LIST "" "*"' | grep -q 'K&APw-che' || fail "the folder with a Latin-1 name: $(box alice "" 'LIST "" "*"')"
box bob Lists 'STATUS Lists (MESSAGES)' | grep -q 'MESSAGES 1' || fail "a folder above another lost its mail"
box bob Lists/cooks 'STATUS Lists/cooks (MESSAGES)' | grep -q 'MESSAGES 1' || fail "a folder below another"
box dora Old/Lists 'STATUS Old/Lists (MESSAGES UIDNEXT)' | grep -q 'MESSAGES 1' || fail "a folder of a joined account"
box dora "" 'SUBSCRIBE Old' >/dev/null
box bob "" 'CREATE door.lock' >/dev/null
box bob "" 'CREATE dovecot' | grep -q NO && fail "a folder may not be called dovecot"
box bob INBOX 'UID COPY 1 door.lock' >/dev/null

# A limit of messages, where the folders beside an mbox are Maildirs and no mboxes.
echo "mailbox_quota = 1000C" >>"$etc/main.cf"
$as "$program" -c "$etc" reload
message "dora@$domain" "to a joined account"
wait_for 15 grep -q 'to a joined account' "$home/mail/boxes/dora" || fail "no delivery into a joined account with a quota"
box dora INBOX 'GETQUOTAROOT INBOX' | grep -q 'MESSAGE 6 1000' || fail "the mail of a joined account is not counted once: $(box dora INBOX 'GETQUOTAROOT INBOX')"

mkdir "$work/backups"
[ "$(id -u)" -ne 0 ] || chown nobody:nogroup "$work/backups"
$as ln -s /nowhere "$home/mail/$domain/alice/broken"
run 0 backup "$work/backups/one"
copies=$work/backups/one
[ -n "$(find "$copies/mail" -path '*door.lock/cur/*' -type f)" ] || fail "the folder door.lock is not in the backup"
[ -n "$(find "$copies/index" -path '*dora*folders*' -name index.db)" ] || fail "the index of dora's folders is not in the backup: $(find "$copies/index")"
$as mkdir -p "$work/backups/elsewhere/cur"
$as ln -s "$work/backups/elsewhere" "$home/mail/$domain/alice/Elsewhere"
run 1 backup "$work/backups/two"
said "Elsewhere: it is a symbolic link"
say "a backup has folders called x.lock and indexes of joined accounts, and names what it cannot have"

if [ "$(id -u)" -eq 0 ]; then
    root() { wanted=$1 got=0; shift; bounded "$program" -c "$etc" "$@" >"$work/out" 2>&1 || got=$?; [ $got -eq "$wanted" ] || { cat "$work/out" >&2; fail "as root: $* ended with $got instead of $wanted"; }; }
    mkdir -p "$work/victim/cur" "$work/thief/cur" "$work/thief/new"
    text secret >"$work/victim/cur/200.v.h:2,"
    text own >"$work/thief/cur/201.t.h:2,"
    ln -s ../victim "$work/thief/Stolen"
    chmod 700 "$work/victim" "$work/thief"
    chown -R daemon:daemon "$work/thief"
    root 0 import "carol@$domain" "$work/thief" From
    said "1 messages imported"
    [ -z "$(grep -rl secret "$home/mail/$domain/carol")" ] || fail "a link brought the mail of somebody else"
    root 0 export "carol@$domain" "$work/thief/exported"
    [ "$(stat -c %U "$work/thief/exported/cur")" = daemon ] || fail "an export into a user's directory is not his"
    mkdir "$work/mine"
    root 0 export "carol@$domain" "$work/mine/exported.tar"
    [ "$(stat -c %U "$work/mine/exported.tar")" = root ] || fail "an export of root's is not root's"
    say "root reads and writes users' directories as they could themselves"
fi
stop
say "passed"
passed=yes

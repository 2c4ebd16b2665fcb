#!/bin/sh
# ENVELOPE and BODYSTRUCTURE of COUNT varied messages, hostile ones among them, as Dovecot tells them; differences are listed
# and explained in compare.py.
. "$(dirname "$0")/../lib.sh"
need python3 dovecot

eval "$(free_ports dimap)"
dovecot=$work/dovecot
mail=$home/mail/$domain
configure
mkdir -p "$dovecot/state" "$mail"
python3 "$here/compare.py" fill "$mail/bob" "${COUNT:-3000}"
internal=$(id -un) login=$(id -un) group=$(id -gn) uid=$(id -u) gid=$(id -g)
if [ "$uid" -eq 0 ]; then
    internal=dovecot login=dovenull group=dovecot uid=$(id -u nobody) gid=$(id -g nobody)
    chown -R nobody:nogroup "$home/mail"
fi
echo 'bob:builder' >"$dovecot/users"
chmod 644 "$dovecot/users"
: >"$dovecot/dovecot.log"
chmod 666 "$dovecot/dovecot.log"
sed -e "s|@dovecot@|$dovecot|g; s|@mail@|$mail|g; s|@internal@|$internal|; s|@login@|$login|; s|@group@|$group|" \
    -e "s|@uid@|$uid|; s|@gid@|$gid|; s|@dimap@|$dimap|" "$here/dovecot.conf" >"$dovecot/dovecot.conf"
setpriv --pdeathsig TERM dovecot -F -c "$dovecot/dovecot.conf" >"$work/dovecot.out" 2>&1 &
others="$others $!"
wait_for 10 python3 -c "import imaplib; imaplib.IMAP4('127.0.0.1', $dimap, timeout=5)" || { cat "$work/dovecot.out" "$dovecot/dovecot.log" >&2; fail "Dovecot does not listen"; }

limit=200
bounded python3 "$here/compare.py" fetch "$dimap" bob builder "$work/theirs.json" || { tail -5 "$dovecot/dovecot.log" >&2; fail "Dovecot"; }
user bob builder
start
bounded python3 "$here/compare.py" fetch "$imap" "bob@$domain" builder "$work/ours.json" || fail "fetch"
stop
bounded python3 "$here/compare.py" compare "$work/theirs.json" "$work/ours.json" "$mail/bob" || fail "differences without a reason"
say "passed"
passed=yes

#!/bin/sh
# A Maildir grown under Dovecot: the same uids, flags, keywords, folders, subscriptions and POP3 ids under Mailstead; changed
# there; and back at Dovecot after `export uidlist`. COUNT messages; LAYOUT maildir++ or fs.
. "$(dirname "$0")/../lib.sh"
need python3 dovecot
[ -e /usr/lib/dovecot/pop3 ] || skip "Dovecot's POP3 server is not installed (packaging/dependencies.sh test)"

eval "$(free_ports dimap dpop3)"
dovecot=$work/dovecot
mail=$home/mail/$domain
configure
layout=""
if [ "${LAYOUT:-maildir++}" = fs ]; then
    layout=":LAYOUT=fs"
    export SEPARATOR=/
    echo "maildir_layout = fs" >>"$etc/main.cf"
fi
mkdir -p "$dovecot/state" "$mail/bob"
internal=$(id -un) login=$(id -un) group=$(id -gn) uid=$(id -u) gid=$(id -g)
if [ "$uid" -eq 0 ]; then
    internal=dovecot login=dovenull group=dovecot uid=$(id -u nobody) gid=$(id -g nobody)
    chown -R nobody:nogroup "$home/mail"
fi
echo 'bob:builder' >"$dovecot/users"
chmod 644 "$dovecot/users"
: >"$dovecot/dovecot.log"
chmod 666 "$dovecot/dovecot.log"

# start_dovecot yes|no: whether it stores POP3 ids in its list.
start_dovecot() {
    sed -e "s|@dovecot@|$dovecot|g; s|@mail@|$mail|g; s|@internal@|$internal|; s|@login@|$login|; s|@group@|$group|" \
        -e "s|@uid@|$uid|; s|@gid@|$gid|; s|@dimap@|$dimap|; s|@dpop3@|$dpop3|; s|@save@|$1|; s|@layout@|$layout|" "$here/dovecot.conf" >"$dovecot/dovecot.conf"
    setpriv --pdeathsig TERM dovecot -F -c "$dovecot/dovecot.conf" >"$work/dovecot.out" 2>&1 &
    peer=$!
    others="$others $peer"
    wait_for 10 python3 -c "import poplib; poplib.POP3('127.0.0.1', $dpop3, timeout=5)" || { cat "$work/dovecot.out" "$dovecot/dovecot.log" >&2; fail "Dovecot does not listen"; }
}
stop_dovecot() {
    kill -TERM "$peer"
    wait_for 10 gone "$peer" || fail "Dovecot did not end"
}
limit=100
mailbox() { bounded python3 "$here/mailbox.py" "$@" || { tail -5 "$dovecot/dovecot.log" >&2; fail "$1"; }; }
same() { python3 "$here/mailbox.py" compare "$work/$1" "$work/$2" || fail "$3"; }

start_dovecot yes
mailbox grow "$dimap" "$dpop3" bob builder "$mail/bob" "${COUNT:-20000}"
stop_dovecot
grep -q '^[0-9]* P' "$mail/bob/dovecot-uidlist" || fail "Dovecot stored no POP3 ids: the test says nothing"
# Later messages have no stored id: theirs is made from uid and UIDVALIDITY.
start_dovecot no
mailbox more "$dimap" bob builder
mailbox show "$dimap" "$dpop3" bob builder "$work/dovecot-1"
stop_dovecot
say "$(find "$mail/bob" -path '*/cur/*' -type f | wc -l) messages under Dovecot"

user bob builder
start
mailbox show "$imap" "$pop3" "bob@$domain" builder "$work/mailstead-1"
same dovecot-1 mailstead-1 "Mailstead shows another mailbox than Dovecot"
say "the same under Mailstead"

mailbox change "$imap" "bob@$domain" builder
mailbox show "$imap" "$pop3" "bob@$domain" builder "$work/mailstead-2"
stop
start
mailbox show "$imap" "$pop3" "bob@$domain" builder "$work/mailstead-3"
same mailstead-2 mailstead-3 "the changes did not survive a restart"
say "changed there, and the same after a restart"

if [ -n "${EXPORT_UIDLIST:-}" ]; then
    stop
    $as "$EXPORT_UIDLIST" "$home/lib/index" "bob@$domain" "$mail/bob/" || fail "export uidlist"
elif "$program" export --help 2>&1 | grep -q uidlist; then
    bounded $as "$program" -c "$etc" export uidlist "bob@$domain" || fail "export uidlist"
    stop
else
    stop
    say "SKIPPED: the way back, this program has no 'export uidlist'"
    passed=yes
    exit 0
fi
start_dovecot no
mailbox show "$dimap" "$dpop3" bob builder "$work/dovecot-2"
same mailstead-3 dovecot-2 "Dovecot shows another mailbox than Mailstead"
stop_dovecot
! grep -i 'error\|panic\|warning' "$dovecot/dovecot.log" | grep -v 'Killed with signal 15' >&2 || fail "Dovecot complained"
say "passed"
passed=yes

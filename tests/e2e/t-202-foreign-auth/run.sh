#!/bin/sh
# smtpd_sasl_type = dovecot: Dovecot says who our clients are, and what happens while it is away; and the other way round, Debian's
# Postfix and Exim ask our auth service.
. "$(dirname "$0")/../lib.sh"
need python3 dovecot swaks

eval "$(free_ports auth relay)"
configure
limit=40
dovecot=$work/dovecot
mkdir -p "$dovecot/state" "$dovecot/home"
internal=$(id -un) login=$(id -un) group=$(id -gn) uid=$(id -u) gid=$(id -g)
if [ "$uid" -eq 0 ]; then internal=dovecot login=dovenull group=dovecot uid=$(id -u nobody) gid=$(id -g nobody); fi
sed -e "s|@dovecot@|$dovecot|g; s|@internal@|$internal|; s|@login@|$login|; s|@group@|$group|; s|@uid@|$uid|; s|@gid@|$gid|" \
    "$here/dovecot.conf" >"$dovecot/dovecot.conf"
printf 'bob@%s:theirs::::::\n' "$domain" >"$dovecot/users"
chmod 644 "$dovecot/users"
: >"$dovecot/dovecot.log"
chmod 666 "$dovecot/dovecot.log"
chmod 755 "$dovecot"
begin_dovecot() {
    setpriv --pdeathsig TERM dovecot -F -c "$dovecot/dovecot.conf" >"$work/dovecot.out" 2>&1 &
    peer_pid=$!
    others="$others $peer_pid"
    wait_for 10 test -S "$dovecot/run/foreign" || { cat "$work/dovecot.out" "$dovecot/dovecot.log" >&2; fail "Dovecot does not listen"; }
}

cat >>"$etc/main.cf" <<END
smtpd_sasl_type = dovecot
smtpd_sasl_path = $dovecot/run/foreign
smtpd_error_sleep_time = 0
imapd_error_sleep_time = 0
pop3d_error_sleep_time = 0
END
printf '127.0.0.1:%s inet n - n - - auth\nwho unix n - n - - auth\n' "$auth" >>"$etc/master.cf"
user bob ours
start

clients() { bounded python3 "$here/clients.py" "imap=$imap,pop3=$pop3,submission=$submission" "bob@$domain" "$@" || fail "$*"; }
clients away
taken "x@elsewhere.example" "bob@$domain" "meanwhile"
arrived bob 1
say "away at the start: mail is taken, logins are not now"
begin_dovecot
clients there theirs ours
say "it decides"
children=$(pgrep -P "$peer_pid")    # its auth process serves who is connected for as long as they are
kill -TERM "$peer_pid"
kill -KILL $children 2>/dev/null || true
wait_for 10 gone "$peer_pid" || fail "Dovecot does not end"
clients away
begin_dovecot
clients there theirs ours
say "away and back"

if [ "$(id -u)" -eq 0 ] && [ -x /usr/lib/postfix/sbin/master ]; then
    . "$library/postfix.sh"
    postfix_instance postfix
    cat >>"$peer/etc/main.cf" <<END
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = inet:127.0.0.1:$auth
smtpd_relay_restrictions = permit_sasl_authenticated, reject
END
    echo "127.0.0.1:$relay inet n - n - - smtpd" >>"$peer/etc/master.cf"
    postfix_start "$relay"
    for mechanism in PLAIN LOGIN; do
        bounded swaks --server "127.0.0.1:$relay" --auth $mechanism --auth-user "bob@$domain" --auth-password ours --quit-after AUTH >"$work/swaks.log" 2>&1 ||
            { cat "$work/swaks.log" "$peer/log" >&2; fail "Postfix does not believe us ($mechanism)"; }
    done
    ! grep -q -- -PLUS "$work/swaks.log" || fail "Postfix offers what it cannot do"
    ! bounded swaks --server "127.0.0.1:$relay" --auth PLAIN --auth-user "bob@$domain" --auth-password theirs --quit-after AUTH >"$work/swaks.log" 2>&1 || fail "Postfix lets anybody in"
    grep -q "535 5.7.8" "$work/swaks.log" || fail "no 535"
    say "Postfix asks us"
else
    say "SKIPPED in part: Postfix is not there, or this is not root"
fi

exim=""
for one in /usr/sbin/exim4 /opt/mailstead-peers/usr/sbin/exim4; do [ ! -x "$one" ] || exim=$one; done
if [ "$(id -u)" -eq 0 ] && [ -n "$exim" ] && unshare -m true 2>/dev/null; then
    mkdir -p "$work/exim/spool"
    # Exim wants the user and group that its package makes; those of this mount namespace will do.
    cp /etc/passwd "$work/exim/passwd"
    cp /etc/group "$work/exim/group"
    getent passwd Debian-exim >/dev/null || echo 'Debian-exim:x:61999:61999::/var/spool/exim4:/usr/sbin/nologin' >>"$work/exim/passwd"
    getent group Debian-exim >/dev/null || echo 'Debian-exim:x:61999:' >>"$work/exim/group"
    chown -R nobody:nogroup "$work/exim"
    cat >"$work/exim.inside" <<END
mount --bind "$work/exim/passwd" /etc/passwd && mount --bind "$work/exim/group" /etc/group && exec "$exim" -C "$work/exim.conf" "\$@"
END
    sed -e "s|@exim@|$work/exim|; s|@socket@|$home/queue/public/who|" "$here/exim.conf" >"$work/exim.conf"
    said_to_exim() {
        secret=$(printf '\0bob@%s\0%s' "$domain" "$1" | base64 -w0)
        printf 'EHLO client.example\r\nAUTH PLAIN %s\r\nQUIT\r\n' "$secret" | bounded unshare -m sh "$work/exim.inside" -oMa 127.0.0.99 -bs >"$work/exim.log" 2>&1 || true
    }
    said_to_exim ours
    if grep -q 'cannot find authenticator driver' "$work/exim.log"; then
        say "SKIPPED in part: this Exim (exim4-daemon-light) has no Dovecot authenticator"
        stop
        say "passed"
        passed=yes
        exit 0
    fi
    grep -q '^235 ' "$work/exim.log" || { cat "$work/exim.log" "$work"/exim/*log >&2; fail "Exim does not believe us"; }
    said_to_exim theirs
    grep -q '^535 ' "$work/exim.log" || { cat "$work/exim.log" "$work"/exim/*log >&2; fail "Exim lets anybody in"; }
    say "Exim asks us"
else
    say "SKIPPED in part: Exim is not there, or this is not root"
fi
stop
say "passed"
passed=yes

#!/bin/sh
# Dovecot's LMTP server as virtual_transport: over a Unix socket and over TCP with TLS, with a reply for each recipient.
. "$(dirname "$0")/../lib.sh"
need swaks python3 dovecot openssl
[ -e /usr/lib/dovecot/lmtp ] || skip "Dovecot's LMTP server is not installed (packaging/dependencies.sh test)"

eval "$(free_ports lmtp)"
dovecot=$work/dovecot
configure
socket=$dovecot/run/lmtp
mkdir -p "$dovecot/mail" "$dovecot/home" "$dovecot/state"
internal=$(id -un) login=$(id -un) group=$(id -gn) uid=$(id -u) gid=$(id -g)
if [ "$uid" -eq 0 ]; then
    internal=dovecot login=dovenull group=dovecot uid=$(id -u nobody) gid=$(id -g nobody)
    chown -R nobody:nogroup "$dovecot/mail" "$dovecot/home"
fi
sed -e "s|@dovecot@|$dovecot|g; s|@etc@|$etc|g; s|@internal@|$internal|; s|@login@|$login|; s|@group@|$group|" \
    -e "s|@uid@|$uid|; s|@gid@|$gid|; s|@lmtp@|$lmtp|" "$here/dovecot.conf" >"$dovecot/dovecot.conf"
printf 'bob:x::::::\nann:x::::::\nfull:x::::::userdb_quota_rule=*:bytes=100\n' >"$dovecot/users"
chmod 644 "$dovecot/users"
: >"$dovecot/dovecot.log"
chmod 666 "$dovecot/dovecot.log"
setpriv --pdeathsig TERM dovecot -F -c "$dovecot/dovecot.conf" >"$work/dovecot.out" 2>&1 &
others="$others $!"
wait_for 10 test -S "$socket" || { cat "$work/dovecot.out" "$dovecot/dovecot.log" >&2; fail "Dovecot does not listen"; }

cat >>"$etc/main.cf" <<END
virtual_mailbox_maps = static:anybody
virtual_transport = lmtp:unix:$socket
transport_maps = inline:{ann@$domain=lmtp:inet:127.0.0.1:$lmtp}
lmtp_tls_policy_maps = inline:{127.0.0.1:$lmtp=encrypt}
lmtp_tls_loglevel = 1
lmtp_lhlo_name = queue.example
notify_classes =
END
start

has() { [ "$(find "$dovecot/mail/$1" -path '*/new/*' -type f 2>/dev/null | wc -l)" -eq "$2" ]; }
has_mail() { wait_for 15 has "$1" "$2" || { tail -20 "$dovecot/dovecot.log" >&2; fail "$1 has not got $2 messages"; }; }

taken "x@elsewhere.example" "bob@$domain" first
logged "postfix/lmtp\[[0-9]*\]: [0-9A-Z]*: to=<bob@$domain>, relay=mail.$domain\[$socket\], .*status=sent (250 2.0.0 <bob@$domain> [^ ]* Saved)" || fail "the log line of a delivery"
has_mail bob 1
grep -q "^Received: from queue.example" "$dovecot"/mail/bob/new/* || fail "Dovecot heard another name"
say "over a Unix socket"

taken "x@elsewhere.example" "bob@$domain,full@$domain,nosuch@$domain" mixed
logged "to=<bob@$domain>, relay=mail.$domain\[$socket\], .*status=sent" || fail "no log line of the good recipient"
logged "to=<full@$domain>, .*dsn=[45].2.2, status=\(bounced\|deferred\) (host mail.$domain\[$socket\] said: [45]52 [45].2.2 .* (in reply to end of DATA command))" ||
    fail "no log line of the mailbox that is full"
logged "to=<nosuch@$domain>, .*dsn=5.1.1, status=bounced (host mail.$domain\[$socket\] said: 550 5.1.1 .* (in reply to RCPT TO command))" || fail "no log line of the unknown user"
has_mail bob 2
say "one text, three fates"

taken "x@elsewhere.example" "ann@$domain" encrypted
logged "TLS connection established to 127.0.0.1\[127.0.0.1\]:$lmtp: TLSv1.3" || fail "no TLS"
logged "to=<ann@$domain>, relay=127.0.0.1\[127.0.0.1\]:$lmtp, .*status=sent (250 2.0.0" || fail "no log line of the delivery over TCP"
has_mail ann 1
say "over TCP with TLS"

stop
say "passed"
passed=yes

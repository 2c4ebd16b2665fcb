#!/bin/sh
# LMTP as others speak it: swaks, Debian's Postfix and Exim hand mail to lmtpd over a Unix socket, over TCP, with TLS and with a
# login. Each message arrives byte for byte, and each recipient's own answer becomes the fate of his copy.
. "$(dirname "$0")/../lib.sh"
need swaks python3 openssl

configure
cat >>"$etc/main.cf" <<END
virtual_mailbox_domains = $domain, tcp.test, auth.test, local.test
virtual_mailbox_maps = inline:{ {bob@$domain = bob/} {ann@$domain = ann/} {shut@$domain = shut/} {ann@tcp.test = tcp/} {ann@auth.test = auth/} {nobody@local.test = local/} }
smtpd_tls_auth_only = no
notify_classes =
END
user alice wonder
mkdir -p "$home/mail/shut/new" "$home/mail/shut/tmp" "$home/mail/shut/cur"
chown -R root:root "$home/mail/shut" 2>/dev/null || true
chmod 0 "$home/mail/shut"
[ "$(id -u)" -ne 0 ] || chown nobody:nogroup "$home/mail"
start
open=$extra strict=$imap narrow=$pop3 socket=$home/queue/public/lmtp
mail() { bounded python3 "$here/mail.py" "$@"; }
found() { wait_for 5 mail same "$work/$1" "$home/mail/$2" || fail "$1 has not come to $2 as it was sent"; }

# swaks ends the text with a line end of its own.
text() { mail make "$work/$1" "$1" && head -c -1 "$work/$1" >"$work/$1.cut"; }
lmtp() { bounded swaks --protocol LMTP --lhlo client.example --from sender@elsewhere.test "$@" >"$work/swaks.log" 2>&1; }
heard() { grep -q "$1" "$work/swaks.log" || { cat "$work/swaks.log" >&2; fail "no '$1'"; }; }
text swaks
lmtp --server "127.0.0.1:$open" --to "bob@$domain,nosuch@$domain,ann@$domain,bob@$domain" --data "@$work/swaks.cut" || true
heard "550 5.1.1 <nosuch@$domain>: User unknown"
[ "$(grep -c '^<.* 250 2.0.0 delivered to maildir' "$work/swaks.log")" -eq 3 ] || { cat "$work/swaks.log" >&2; fail "not one reply for each RCPT"; }
! grep -q 'DSN\|XMAILSTEAD' "$work/swaks.log" || fail "LHLO offers what it must not"
found swaks bob
found swaks ann
! lmtp --server "127.0.0.1:$open" --local-interface 127.0.0.7 --to "bob@$domain" || fail "a stranger may send"
heard '554 5.7.1 <unknown\[127.0.0.7\]>: Client host rejected: Access denied'
! lmtp --server "127.0.0.1:$open" --local-interface 127.0.0.9 --to "bob@$domain" || fail "a stranger may send"
heard '421 4.7.0 <unknown\[127.0.0.9\]>: Client host rejected: Not you'
logged 'postfix/lmtpd\[[0-9]*\]: NOQUEUE: reject: MAIL from unknown\[127.0.0.9\]: 421' || fail "the refusal is not in the log"
! bounded swaks --server "127.0.0.1:$open" --ehlo client.example --to "bob@$domain" >"$work/swaks.log" 2>&1 || fail "EHLO"
heard '500 5.5.1'
say "swaks: a reply for each recipient, and lmtpd_client_restrictions"

! lmtp --server "127.0.0.1:$strict" --to "bob@$domain" || fail "no TLS was asked for"
heard '530 5.7.0 Must issue a STARTTLS command first'
! lmtp --server "127.0.0.1:$strict" --tls --to "bob@$domain" || fail "no login was asked for"
heard '530 5.7.0 Authentication required'
! lmtp --server "127.0.0.1:$strict" --tls --auth PLAIN --auth-user "alice@$domain" --auth-password wrong --to "bob@$domain" || fail "a wrong password"
heard '535 5.7.8'
text login
lmtp --server "127.0.0.1:$strict" --tls --auth PLAIN --auth-user "alice@$domain" --auth-password wonder --to "bob@$domain" --data "@$work/login.cut" ||
    { cat "$work/swaks.log" >&2; fail "no mail with TLS and login"; }
found login bob
say "swaks: TLS and AUTH"

# One connection of a client at a time.
python3 - "$narrow" <<'END' || fail "the limit of connections"
import socket, sys
place = ("127.0.0.1", int(sys.argv[1]))
def greeting(source):
    wire = socket.create_connection(place, 5, source_address=(source, 0))
    return wire, wire.recv(200)
first, said = greeting("127.0.0.1")
assert said.startswith(b"220"), said
second, said = greeting("127.0.0.1")
assert said.startswith(b"421 4.7.0") and b"too many connections from 127.0.0.1" in said, said
assert second.recv(10) == b""
other, said = greeting("127.0.0.5")
assert said.startswith(b"220"), said
END
logged 'Connection concurrency limit exceeded: 2 from unknown\[127.0.0.1\] for service 127.0.0.1:' || fail "the limit is not in the log"
say "lmtpd_client_connection_count_limit"

if [ "$(id -u)" -ne 0 ]; then
    say "Postfix and Exim as clients are for root to start"
    stop
    passed=yes
    exit 0
fi

# The socket of a public row is for the group that queue/public belongs to: Postfix's lmtp(8) gets in by its mode.
chmod 755 "$home/queue" "$home/queue/public"
chmod 666 "$socket"
if command -v postfix >/dev/null && [ -x /usr/lib/postfix/sbin/master ]; then
    . "$library/postfix.sh"
    eval "$(free_ports front)"
    postfix_instance postfix
    cat >>"$peer/etc/main.cf" <<END
myhostname = postfix.test
mydestination = local.test
local_recipient_maps =
virtual_mailbox_domains = $domain, tcp.test, auth.test
virtual_transport = lmtp:unix:$socket
mailbox_transport = lmtp:unix:$socket
transport_maps = inline:{ {tcp.test = lmtp:inet:127.0.0.1:$open}, {auth.test = lmtp:inet:127.0.0.1:$strict}, {elsewhere.test = smtp:[127.0.0.1]:$smtp} }
lmtp_tls_policy_maps = inline:{ {[127.0.0.1]:$strict = encrypt}, {127.0.0.1:$strict = encrypt} }
lmtp_sasl_auth_enable = yes
lmtp_sasl_password_maps = inline:{ {[127.0.0.1]:$strict = alice@$domain:wonder}, {127.0.0.1:$strict = alice@$domain:wonder} }
lmtp_sasl_security_options = noanonymous
END
    echo "127.0.0.1:$front inet n - n - - smtpd" >>"$peer/etc/master.cf"
    postfix_start "$front"
    told() { wait_for 20 grep -q "$1" "$peer/log" || { cat "$peer/log" >&2; fail "Postfix does not say '$1'"; }; }
    mail make "$work/by-postfix" by-postfix
    mail send "$front" "$work/by-postfix" "bob@$domain" "nosuch@$domain" "shut@$domain" "ann@$domain" ann@tcp.test ann@auth.test nobody@local.test
    for box in bob ann tcp auth local; do found by-postfix "$box"; done
    told "to=<bob@$domain>, relay=.*\[$socket\], .*dsn=2.0.0, status=sent (250 2.0.0 delivered to maildir)"
    told "to=<nosuch@$domain>, .*dsn=5.1.1, status=bounced (host .* said: 550 5.1.1 <nosuch@$domain>: User unknown (in reply to RCPT TO command))"
    told "to=<shut@$domain>, .*dsn=4\.[0-9.]*, status=deferred (host .* said: 4"
    told "to=<ann@tcp.test>, relay=127.0.0.1\[127.0.0.1\]:$open, .*status=sent"
    told "to=<ann@auth.test>, relay=127.0.0.1\[127.0.0.1\]:$strict, .*status=sent"
    told 'to=<nobody@local.test>, .*status=sent'
    [ "$(postqueue -c "$peer/etc" -p | grep -c '^ *[^ ]*@')" -ge 1 ] || fail "what was deferred is not in Postfix's queue"
    say "Postfix's lmtp(8): unix and inet, TLS and login, virtual_transport and mailbox_transport"
else
    say "without Postfix's lmtp(8): Postfix is not installed"
fi

exim=""
for one in /usr/sbin/exim4 /opt/mailstead-peers/usr/sbin/exim4; do [ ! -x "$one" ] || exim=$one; done
if [ -z "$exim" ] || ! unshare -m true 2>/dev/null; then
    say "without Exim: exim4 is not installed (packaging/dependencies.sh test)"
else
    mkdir -p "$work/exim/spool"
    sed -e "s|@exim@|$work/exim|; s|@program@|$exim|; s|@domain@|$domain|; s|@lmtp@|$open|; s|@socket@|$socket|" "$here/exim.conf" >"$work/exim/exim.conf"
    # Exim wants the user and group that its package makes; those of this mount namespace will do.
    cp /etc/passwd "$work/exim/passwd"
    cp /etc/group "$work/exim/group"
    getent passwd Debian-exim >/dev/null || echo 'Debian-exim:x:61999:61999::/var/spool/exim4:/usr/sbin/nologin' >>"$work/exim/passwd"
    getent group Debian-exim >/dev/null || echo 'Debian-exim:x:61999:' >>"$work/exim/group"
    chown -R nobody:nogroup "$work/exim"
    chown root:root "$work/exim/exim.conf"
    cat >"$work/exim/inside" <<END
mount --bind "$work/exim/passwd" /etc/passwd && mount --bind "$work/exim/group" /etc/group && exec "$exim" -C "$work/exim/exim.conf" "\$@"
END
    exim() { bounded unshare -m sh "$work/exim/inside" "$@" >>"$work/exim/out" 2>&1 || { cat "$work/exim/out" >&2; fail "exim $1"; }; }
    told() { grep -q "$1" "$work/exim/mainlog" || { cat "$work"/exim/*log >&2; fail "Exim does not say '$1'"; }; }
    mail make "$work/exim-mail" exim
    exim -i -f sender@elsewhere.test "bob@$domain" "nosuch@$domain" "shut@$domain" "ann@$domain" ann@tcp.test <"$work/exim-mail"
    # What it has to say about nosuch goes with the second run.
    exim -qff
    exim -qff
    for box in bob ann tcp; do found exim-mail "$box"; done
    told "\*\* nosuch@$domain .*550 5.1.1 <nosuch@$domain>: User unknown"
    told "== shut@$domain .*[: ]4[0-9][0-9] "
    told "=> ann@tcp.test .*T=lmtp_tcp .*X=TLS"
    grep -q "nosuch@$domain" "$work/exim/reports" || fail "Exim's report about nosuch has not been written"
    say "Exim: its lmtp transport over a Unix socket, and smtp's over TCP with TLS"
fi

stop
say "passed"
passed=yes

#!/bin/sh
# The demo server behind `make run`: demo.sh PROGRAM DIRECTORY. Everything it writes lies in DIRECTORY; it runs as an
# ordinary user (root steps down to nobody), on loopback ports, until Ctrl-C.
set -eu

program=$(realpath "$1")
mkdir -p "$2"
home=$(realpath "$2")

if [ "$(id -u)" -eq 0 ]; then
    chown -R nobody:nogroup "$home"
    step_down="setpriv --reuid=nobody --regid=nogroup --clear-groups"
    if ! $step_down test -x "$program" || ! $step_down test -w "$home"; then
        echo "demo: an ordinary user (nobody) cannot reach $program; run make as the checkout's own user instead" >&2
        exit 77
    fi
    exec env HOME="$home" $step_down "$0" "$program" "$home"
fi

domain=example.test
etc=$home/etc
mkdir -p "$etc" "$home/log"
umask 077

configure() {
    openssl req -x509 -newkey rsa:2048 -nodes -days 3650 -subj "/CN=localhost" \
        -addext "subjectAltName=DNS:localhost,IP:127.0.0.1" \
        -keyout "$etc/key.pem" -out "$etc/cert.pem" >/dev/null 2>&1
    cat >"$etc/main.cf" <<END
compatibility_level = 3.6
queue_directory = $home/queue
data_directory = $home/lib
maillog_file = $home/log/mail.log
myhostname = mail.$domain
mydestination =
alias_maps =
inet_protocols = ipv4
virtual_mailbox_domains = $domain
virtual_mailbox_base = $home/mail
mynetworks = 127.0.0.254/32
smtpd_tls_cert_file = $etc/cert.pem
smtpd_tls_key_file = $etc/key.pem
smtpd_tls_security_level = may
smtpd_tls_auth_only = yes
smtpd_peername_lookup = no
END
    cat >"$etc/master.cf" <<'END'
127.0.0.1:2525  inet n - n - - smtpd
127.0.0.1:2587  inet n - n - - smtpd -o smtpd_tls_security_level=encrypt -o smtpd_sasl_auth_enable=yes
127.0.0.1:2465  inet n - n - - smtpd -o smtpd_tls_wrappermode=yes -o smtpd_sasl_auth_enable=yes
127.0.0.1:2143  inet n - n - - imapd
127.0.0.1:2993  inet n - n - - imapd -o imapd_tls_wrappermode=yes
127.0.0.1:2110  inet n - n - - pop3d
127.0.0.1:2995  inet n - n - - pop3d -o pop3d_tls_wrappermode=yes
127.0.0.1:2424  inet n - n - - lmtpd
lmtp-in         unix - - n - - lmtpd
auth            unix - - n - - auth
END
    for who in alice bob; do
        openssl rand -hex 8 >"$etc/$who.password"
        "$program" -c "$etc" user add "$who@$domain" --password-stdin <"$etc/$who.password"
    done
    touch "$etc/ready"
}

[ -e "$etc/ready" ] || configure
alice=$(cat "$etc/alice.password")
bob=$(cat "$etc/bob.password")

"$program" -c "$etc" run 2>"$home/log/start.log" &
server=$!
trap 'kill -TERM $server 2>/dev/null || true; wait $server 2>/dev/null || true; exit 0' INT TERM
fail() {
    echo "demo: $1" >&2
    cat "$home/log/start.log" >&2
    kill -TERM $server 2>/dev/null || true
    wait $server 2>/dev/null || true
    exit 1
}
tries=0
until grep -q '^mailstead ready:' "$home/log/start.log"; do
    kill -0 $server 2>/dev/null || fail "the server did not start"
    tries=$((tries + 1))
    [ $tries -lt 200 ] || fail "the server was not ready within 20 seconds"
    sleep 0.1
done

subject="Demo message $(date +%s)"
echo "1. alice@$domain sends to bob@$domain by authenticated submission (STARTTLS, port 2587):"
swaks --server 127.0.0.1:2587 --tls --auth PLAIN --auth-user "alice@$domain" --auth-password "$alice" \
    --from "alice@$domain" --to "bob@$domain" --header "Subject: $subject" \
    --body "Hello Bob, this went all the way." >"$home/log/swaks.log" 2>&1 ||
    { cat "$home/log/swaks.log" >&2; fail "the message was not accepted"; }
echo "   accepted."

# Delivery follows the 250 within milliseconds; a slow disk may take longer.
found=""
for tries in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
    found=$(curl -sk --user "bob@$domain:$bob" "imaps://127.0.0.1:2993/INBOX" --request "UID SEARCH SUBJECT \"$subject\"" |
        tr -d '\r' | sed -n 's/^\* SEARCH \(.*[0-9]\)$/\1/p')
    [ -z "$found" ] || break
    sleep 0.2
done
[ -n "$found" ] || fail "the message did not arrive"
echo "2. bob reads it by IMAP (TLS, port 2993):"
curl -sk --user "bob@$domain:$bob" "imaps://127.0.0.1:2993/INBOX;UID=$found" | sed 's/^/   | /'
echo "3. bob reads it by POP3 (TLS, port 2995):"
last=$(curl -sk --user "bob@$domain:$bob" "pop3s://127.0.0.1:2995/" | tr -d '\r' | awk 'NF { n = $1 } END { print n }')
curl -sk --user "bob@$domain:$bob" "pop3s://127.0.0.1:2995/$last" | grep -i '^subject:' | sed 's/^/   | /'

cat <<END

The demo server runs. Its files: $home (delete it to begin anew); its log: $home/log/mail.log

  accounts    alice@$domain  password $alice
              bob@$domain    password $bob
  outgoing    localhost  port 2587 STARTTLS, or 2465 TLS    (2525: plain SMTP from other servers)
  incoming    localhost  IMAP 2993 TLS, 2143 STARTTLS; POP3 2995 TLS, 2110 STARTTLS
  certificate self-signed: your mail program will ask once

Stop it with Ctrl-C.
END
wait $server

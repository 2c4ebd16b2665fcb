#!/bin/sh
# Who writes into the clear part of a connection gets nothing under TLS (RFC 3207 §4.2 and §6, RFC 2595 §2.1, RFC 3501 §6.2.1), and
# who begins a handshake and does not end it costs a bounded time.
. "$(dirname "$0")/../lib.sh"
need openssl python3

configure
cat "$here/more.cf" >>"$etc/main.cf"
user alice wonder
ulimit -n 4096 2>/dev/null || true
start

limit=60
PYTHONPATH=$library/../lib bounded python3 "$here/injection.py" smtp:$smtp submission:$submission smtps:$smtps imap:$imap imaps:$imaps \
    pop3:$pop3 pop3s:$pop3s lmtp:$extra || fail "the table"
[ "$(count_of alice)" -eq 0 ] || fail "a message that was put into the clear part arrived"

# How it ended is in the log in one wording. Who closes TLS without a word has closed.
for service in imap pop3; do
    logged "$service-login: Disconnected: TLS handshake failed (no auth attempts in [0-9]* secs): user=<>, rip=127.0.0.1, lip=127.0.0.1, secured, session=<" ||
        fail "a failed handshake behind the greeting, $service"
    logged "$service-login: Disconnected: TLS handshake: .* (no auth attempts in [0-9]* secs): user=<>, rip=127.0.0.1, lip=127.0.0.1, secured, session=<" ||
        fail "a failed handshake before the greeting, $service"
    logged "$service-login: Disconnected: Connection closed (no auth attempts in [0-9]* secs): user=<>, rip=127.0.0.1, lip=127.0.0.1, TLS, session=<" ||
        fail "a client that has gone, $service"
done
stop
say "passed"
passed=yes

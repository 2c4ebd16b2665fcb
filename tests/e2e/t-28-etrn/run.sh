#!/bin/sh
# ETRN (RFC 1985): mail for a site of fast_flush_domains that waits is tried at once, other mail is not, and nobody may ask for
# the mail of strangers.
. "$(dirname "$0")/../lib.sh"
need swaks python3

configure
user alice wonder
cat >>"$etc/main.cf" <<END
relay_domains = relay.example
relay_transport = retry:nothing leaves this machine
default_transport = retry:nothing leaves this machine
END
start

for to in x@relay.example y@relay.example z@foreign.example; do
    bounded swaks --server "127.0.0.1:$submission" --tls --auth PLAIN --auth-user "alice@$domain" --auth-password wonder \
        --from "alice@$domain" --to "$to" --body hello >"$work/swaks.out" 2>&1 || { cat "$work/swaks.out" >&2; fail "$to was not taken"; }
done
waiting() { bounded "$program" -c "$etc" postqueue -j | grep -c '"queue_name": "deferred"' || true; }
for _ in $(seq 50); do
    [ "$(waiting)" -eq 3 ] && break
    sleep 0.2
done
[ "$(waiting)" -eq 3 ] || fail "$(waiting) messages wait, not 3"
attempts() { grep -c "to=<$1>.*status=deferred" "$home/log/mail.log" || true; }
for to in x@relay.example y@relay.example z@foreign.example; do logged "to=<$to>.*status=deferred" || fail "$to is not told to wait"; done
before=$(attempts x@relay.example) others_before=$(attempts z@foreign.example)

cat >"$work/etrn.py" <<'END'
import socket, sys
wire = socket.create_connection(("127.0.0.1", int(sys.argv[1])), 20)
file = wire.makefile("rb")
def reply():
    while True:
        line = file.readline().decode()
        if line[3:4] != "-":
            return line
        lines.append(line)
lines = []
assert reply().startswith("220")
wire.sendall(b"EHLO x\r\n")
assert reply().startswith("250") and "250-ETRN\r\n" in lines, lines
for asked, wanted in ((b"ETRN foreign.example", "459 <foreign.example>: service unavailable\r\n"), (b"ETRN RELAY.example", "250 Queuing started\r\n")):
    wire.sendall(asked + b"\r\n")
    got = reply()
    assert got == wanted, (asked, got)
END
bounded python3 "$work/etrn.py" "$smtp" || fail "see above"
for _ in $(seq 50); do
    [ "$(attempts y@relay.example)" -gt "$before" ] && [ "$(attempts x@relay.example)" -gt "$before" ] && break
    sleep 0.2
done
[ "$(attempts x@relay.example)" -gt "$before" ] || fail "the first message was not tried again"
[ "$(attempts y@relay.example)" -gt "$before" ] || fail "the second message was not tried again"
[ "$(attempts z@foreign.example)" -eq "$others_before" ] || fail "a stranger's message was tried"
logged 'flush.*relay.example: 2 messages are tried now' || fail "the log does not tell"
stop
say "passed"
passed=yes

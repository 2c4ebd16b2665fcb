#!/bin/sh
# postscreen in front of smtpd: a stranger's mail comes in behind it, a restart remembers him, clients that say nothing or vanish
# leave nothing behind, and who has to wait while every session is taken gets his turn.
. "$(dirname "$0")/../lib.sh"
need python3

configure
user alice wonder
sed -i "s/^\(127.0.0.1:$smtp  *inet n - n -\) - smtpd/\1 1 postscreen/" "$etc/master.cf"
grep -q "^127.0.0.1:$smtp .* 1 postscreen" "$etc/master.cf" || fail "the template has changed"
cat >>"$etc/master.cf" <<END
smtpd pass - - n - 2 smtpd
END
cat >>"$etc/main.cf" <<END
mynetworks = 192.0.2.99
postscreen_greet_wait = 1s
postscreen_pre_queue_limit = 3000
postscreen_client_connection_count_limit = 0
END
start

cat >"$work/clients.py" <<'END'
import os, resource, socket, sys, time
smtp, recipient, server, part = int(sys.argv[1]), sys.argv[2], int(sys.argv[3]), sys.argv[4]
resource.setrlimit(resource.RLIMIT_NOFILE, (min(4096, resource.getrlimit(resource.RLIMIT_NOFILE)[1]),) * 2)

def connect():
    one = socket.create_connection(("127.0.0.1", smtp), 20)
    return one, one.makefile("rb")

def reply(file):
    lines = []
    while True:
        line = file.readline().decode()
        lines.append(line)
        if line[3:4] != "-":
            return lines

def send():
    wire, file = connect()
    greeting = reply(file)
    for line in ("EHLO x", "MAIL FROM:<a@foreign.example>", f"RCPT TO:<{recipient}>", "DATA", "Subject: x\r\n\r\nhi\r\n.", "QUIT"):
        wire.sendall(line.encode() + b"\r\n")
        got = reply(file)
        assert got[-1][0] in "23", (line, got)
    return greeting

def files():
    return len(os.listdir(f"/proc/{server}/fd"))

if part == "first":
    greeting = send()
    assert len(greeting) == 2 and greeting[0].startswith("220-"), greeting
    assert len(send()) == 1, "the client is not known the second time"
elif part == "again":
    assert len(send()) == 1, "the client was forgotten by the restart"
    # Two sessions are all there may be: the third waits, though it has passed.
    held = [connect() for _ in range(2)]
    for _, file in held:
        assert reply(file)[-1].startswith("220"), "no greeting"
    wire, file = connect()
    wire.settimeout(1)
    try:
        assert not wire.recv(10), "a third session beyond the limit"
        raise AssertionError("the third client was sent away")
    except socket.timeout:
        pass
    held[0][0].sendall(b"QUIT\r\n")
    wire.settimeout(20)
    assert reply(file)[-1].startswith("220"), "the third client did not get its turn"
else:
    before = files()
    crowd = []
    for _ in range(1500):
        crowd.append(socket.create_connection(("127.0.0.1", smtp), 20))
    for one in crowd[::2]:
        one.close()
    time.sleep(0.3)
    for one in crowd[1::2]:
        one.close()
    until = time.time() + 20
    while files() > before + 5 and time.time() < until:
        time.sleep(0.2)
    assert files() <= before + 5, f"{before} descriptors before, {files()} after"
END
crowd() { limit=90 bounded python3 "$work/clients.py" "$smtp" "$1" "$server" "$2" || fail "see above"; }
crowd "alice@$domain" first
logged 'PASS NEW \[127.0.0.1\]' || fail "no PASS NEW in the log"
logged 'PASS OLD \[127.0.0.1\]' || fail "no PASS OLD in the log"
stop
start
crowd "alice@$domain" again
stop
# Strangers again, who all have to wait.
find "$home" -name clients.sqlite -print | grep -q . || fail "there is no cache"
find "$home" -name 'clients.sqlite*' -exec rm -f {} +
start
crowd "alice@$domain" crowd
logged 'HANGUP after' || fail "nobody was seen to hang up"
stop
say "passed"
passed=yes

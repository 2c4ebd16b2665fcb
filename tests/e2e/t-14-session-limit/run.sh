#!/bin/sh
# The maxproc column of master.cf: a client beyond the limit waits for its greeting until another has left, other services
# go on meanwhile, and a reload with a higher limit lets it in.
. "$(dirname "$0")/../lib.sh"
need python3

configure
sed -i "s/^\(127.0.0.1:$smtp  *inet n - n -\) - smtpd/\1 2 smtpd/" "$etc/master.cf"
grep -q "^127.0.0.1:$smtp .* 2 smtpd" "$etc/master.cf" || fail "the template has changed"
start

cat >"$work/clients.py" <<'END'
import os, signal, socket, subprocess, sys, time
smtp, other, server, master_cf = int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]

def connect(port=smtp):
    return socket.create_connection(("127.0.0.1", port), 10)

def greeting(one, patience):
    one.settimeout(patience)
    try:
        return one.recv(200)
    except socket.timeout:
        return None

first, second, third, fourth = (connect() for _ in range(4))
assert greeting(first, 10).startswith(b"220"), "the first client was not greeted"
assert greeting(second, 10).startswith(b"220"), "the second client was not greeted"
assert greeting(third, 1) is None, "a third client was served beyond the limit of 2"
assert greeting(connect(other), 10).startswith(b"220"), "another service suffers from the limit"
first.sendall(b"QUIT\r\n")
assert (greeting(third, 10) or b"").startswith(b"220"), "the third client was not served when the first had left"
assert greeting(fourth, 1) is None, "a fourth client was served beyond the limit of 2"

text = open(master_cf).read()
open(master_cf, "w").write(text.replace(" 2 smtpd", " 3 smtpd"))
os.kill(server, signal.SIGHUP)
assert (greeting(fourth, 10) or b"").startswith(b"220"), "the fourth client was not served after the limit was raised"
END
limit=60 bounded python3 "$work/clients.py" "$smtp" "$submission" "$server" "$etc/master.cf" || fail "see above"
logged 'has reached its process limit "2"' || fail "the limit was reached and not logged"
stop
say "passed"
passed=yes

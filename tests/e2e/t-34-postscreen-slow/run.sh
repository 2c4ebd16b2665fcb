#!/bin/sh
# postscreen_command_time_limit is for a whole command: who sends one byte after the other is sent away in time.
. "$(dirname "$0")/../lib.sh"
need python3

configure
sed -i "s/^\(127.0.0.1:$smtp  *inet n - n -\) - smtpd/\1 1 postscreen/" "$etc/master.cf"
grep -q "^127.0.0.1:$smtp .* 1 postscreen" "$etc/master.cf" || fail "the template has changed"
cat >>"$etc/master.cf" <<END
smtpd pass - - n - 2 smtpd
END
cat >>"$etc/main.cf" <<END
mynetworks = 192.0.2.99
postscreen_greet_wait = 1s
postscreen_bare_newline_enable = yes
postscreen_bare_newline_action = enforce
postscreen_command_time_limit = 3s
END
start

cat >"$work/client.py" <<'END'
import socket, sys, time
wire = socket.create_connection(("127.0.0.1", int(sys.argv[1])), 20)
wire.settimeout(0.5)
heard, began = b"", time.monotonic()
while time.monotonic() - began < 15 and b"\r\n421 4.4.2 " not in heard:
    try:
        more = wire.recv(4096)
        if not more:
            break
        heard += more
    except TimeoutError:
        wire.sendall(b"x")
took = time.monotonic() - began
sys.exit(0 if b"\r\n421 4.4.2 " in heard and 3 < took < 10 else f"after {took:.1f} s: {heard}")
END
limit=30 bounded python3 "$work/client.py" "$smtp" || fail "see above"
logged 'COMMAND TIME LIMIT from \[127.0.0.1\]' || fail "nothing in the log"
stop
say "passed"
passed=yes

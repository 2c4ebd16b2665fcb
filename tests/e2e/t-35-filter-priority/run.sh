#!/bin/sh
# A stranger's MT-PRIORITY does not come back to us with the trust that smtpd_proxy_filter has.
. "$(dirname "$0")/../lib.sh"
need python3

configure
user alice wonder
cat >>"$etc/main.cf" <<END
mynetworks = 192.0.2.99
smtpd_proxy_filter = 127.0.0.1:$extra
END
start
cat >"$work/client.py" <<'END'
import socket, sys, threading
smtp, extra, recipient = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
door = socket.create_server(("127.0.0.1", extra))
heard = []

def serve():
    wire, _ = door.accept()
    wire.sendall(b"220 filter\r\n")
    for line in wire.makefile("rb"):
        heard.append(line)
        wire.sendall(b"250 ok\r\n")

threading.Thread(target=serve, daemon=True).start()
wire = socket.create_connection(("127.0.0.1", smtp), 20)
file = wire.makefile("rb")
file.readline()
for line in ("EHLO x", "MAIL FROM:<a@b.example> mt-priority=9 BODY=8BITMIME", f"RCPT TO:<{recipient}>"):
    wire.sendall(line.encode() + b"\r\n")
    while file.readline()[3:4] == b"-":
        pass
sys.exit(0 if b"MAIL FROM:<a@b.example> mt-priority=0 BODY=8BITMIME\r\n" in heard else str(heard))
END
limit=30 bounded python3 "$work/client.py" "$smtp" "$extra" "alice@$domain" || fail "see above"
stop
say "passed"
passed=yes

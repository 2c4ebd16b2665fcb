#!/bin/sh
# Access control with the real parts behind it: a policy service on a local socket, HOLD into the queue, BCC and REDIRECT to
# mailboxes, a restriction class, and less patience (stress) when a service has as many clients as it may.
. "$(dirname "$0")/../lib.sh"
need python3

configure
cat >>"$etc/main.cf" <<END
smtpd_restriction_classes = strict
strict = check_sender_access inline:{ { spam.example = 550 5.7.1 not from there } }
smtpd_recipient_restrictions =
  check_recipient_access inline:{ { hold@$domain = HOLD for review } { copy@$domain = BCC bob@$domain } { moved@$domain = REDIRECT bob@$domain } { strict@$domain = strict } },
  check_policy_service { unix:private/policy, timeout=5s, policy_context=e2e }
END
sed -i "s/^\(127.0.0.1:$smtp  *inet n - n -\) - smtpd/\1 3 smtpd/" "$etc/master.cf"
for name in hold copy moved strict bob grey; do user $name secret; done
start

cat >"$work/clients.py" <<'END'
import os, smtplib, socket, socketserver, sys, threading, time
smtp, path, domain, program, etc = int(sys.argv[1]), sys.argv[2], sys.argv[3], sys.argv[4], sys.argv[5]
seen = []

class Policy(socketserver.StreamRequestHandler):
    def handle(self):
        request = {}
        for line in self.rfile:
            if line != b"\n":
                name, _, value = line.decode().rstrip("\n").partition("=")
                request[name] = value
                continue
            seen.append(request)
            action = "DEFER_IF_PERMIT 4.2.0 try later" if request["recipient"].startswith("grey@") else "DUNNO"
            request = {}
            self.wfile.write(f"action={action}\n\n".encode())

class Server(socketserver.ThreadingUnixStreamServer):
    daemon_threads = True

server = Server(path, Policy)
os.chmod(path, 0o777)
threading.Thread(target=server.serve_forever, daemon=True).start()

def rcpt(who, sender="a@other.example", send=False):
    with smtplib.SMTP("127.0.0.1", smtp, timeout=20) as client:
        client.ehlo("client.example")
        client.mail(sender)
        code, text = client.rcpt(f"{who}@{domain}")
        if send and code == 250:
            code, text = client.data(f"Subject: to {who}\r\n\r\nhello\r\n")
        return code, text.decode()

assert rcpt("strict", "a@spam.example") == (550, f"5.7.1 <a@spam.example>: Sender address rejected: not from there"), rcpt("strict", "a@spam.example")
assert rcpt("strict")[0] == 250
assert rcpt("grey") == (450, f"4.2.0 <grey@{domain}>: Recipient address rejected: try later"), rcpt("grey")
for who in ("hold", "copy", "moved"):
    code, text = rcpt(who, send=True)
    assert code == 250, (who, code, text)
assert seen[0]["request"] == "smtpd_access_policy" and seen[0]["policy_context"] == "e2e" and seen[0]["stress"] == "", seen[0]

# Three clients are as many as may be: the third is served in a hurry, and the service hears of it.
held = [smtplib.SMTP("127.0.0.1", smtp, timeout=20) for _ in range(3)]
held[2].ehlo("client.example")
held[2].mail("a@other.example")
held[2].rcpt(f"bob@{domain}")
assert seen[-1]["stress"] == "yes", seen[-1]
held[2].docmd("NOOP")
begun = time.monotonic()
rest = held[2].sock.recv(1000)
assert b"421 4.4.2" in rest and 8 < time.monotonic() - begun < 15, (rest, time.monotonic() - begun)
for one in held[:2]:
    one.quit()

# And without the service mail is refused for now.
server.shutdown()
os.unlink(path)
END
limit=90 bounded python3 "$work/clients.py" "$smtp" "$home/queue/private/policy" "$domain" "$program" "$etc" || fail "see above"

arrived copy 1
arrived bob 2
arrived moved 0
arrived hold 0
"$program" -c "$etc" postqueue -p >"$work/queue.txt" || fail "postqueue"
grep -qE '^[0-9A-F]+! .*a@other.example' "$work/queue.txt" || { cat "$work/queue.txt"; fail "the message on hold is not shown as such"; }
stop
say "passed"
passed=yes

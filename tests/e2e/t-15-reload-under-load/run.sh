#!/bin/sh
# Reloads while clients send and look: no connection is refused or dropped, no message lost or doubled, tables and settings
# change under way.
. "$(dirname "$0")/../lib.sh"
need python3

configure
echo "bob@$domain $domain/bob/" >"$etc/who"
echo "virtual_mailbox_maps = texthash:$etc/who" >>"$etc/main.cf"
user bob builder
start

cat >"$work/traffic.py" <<'END'
import imaplib, os, signal, smtplib, sys, threading, time
smtp, imap, server, main_cf, domain = int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4], sys.argv[5]
RELOADS, SENDERS = 25, 6
stop, trouble, sent = threading.Event(), [], []

def guarded(what, *arguments):
    try:
        what(*arguments)
    except Exception as error:
        trouble.append(f"{what.__name__}: {error!r}")

def send(number):
    count = 0
    while not stop.is_set():
        with smtplib.SMTP("127.0.0.1", smtp, timeout=20) as wire:
            for _ in range(3):
                wire.sendmail("a@elsewhere.example", [f"bob@{domain}"], f"Subject: {number}-{count}\r\n\r\nText.\r\n")
                sent.append(f"{number}-{count}")
                count += 1
        time.sleep(0.02)

def look():
    wire = imaplib.IMAP4("127.0.0.1", imap)
    wire.login(f"bob@{domain}", "builder")
    wire.select("INBOX")
    while not stop.is_set():
        assert wire.noop()[0] == "OK"
        time.sleep(0.02)
    wire.logout()

threads = [threading.Thread(target=guarded, args=(send, n)) for n in range(SENDERS)] + [threading.Thread(target=guarded, args=(look,))]
for one in threads:
    one.start()
text = open(main_cf).read()
for turn in range(RELOADS):
    with open(main_cf + ".new", "w") as out:
        out.write(text + f"message_size_limit = {1000000 + turn}\n")
    os.rename(main_cf + ".new", main_cf)
    os.kill(server, signal.SIGHUP)
    time.sleep(0.15)
stop.set()
for one in threads:
    one.join(60)
assert not trouble, trouble
with smtplib.SMTP("127.0.0.1", smtp, timeout=20) as wire:
    wire.ehlo("x")
    assert wire.esmtp_features["size"] == str(1000000 + RELOADS - 1), "the last settings are not in force"

wire = imaplib.IMAP4("127.0.0.1", imap)
wire.login(f"bob@{domain}", "builder")
end = time.monotonic() + 30
while int(wire.select("INBOX")[1][0]) < len(sent) and time.monotonic() < end:
    time.sleep(0.1)
found = [row[1].split(b":", 1)[1].strip().decode() for row in wire.fetch("1:*", "(BODY.PEEK[HEADER.FIELDS (SUBJECT)])")[1] if isinstance(row, tuple)]
assert sorted(found) == sorted(sent), f"{len(sent)} sent, {len(found)} found, {len(set(found))} different"
print(f"{RELOADS} reloads, {len(sent)} messages, each there once")
END
limit=100 bounded python3 "$work/traffic.py" "$smtp" "$imap" "$server" "$etc/main.cf" "$domain" >"$work/traffic.out" 2>&1 ||
    { cat "$work/traffic.out" >&2; fail "reloads disturbed the traffic"; }
say "$(tail -1 "$work/traffic.out")"
stop
say "passed"
passed=yes

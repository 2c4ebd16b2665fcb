#!/bin/sh
# A second server is refused while one runs. SIGTERM with open sessions: within ten seconds it says goodbye and exits 0;
# every message that got its 250 is in the mailbox, or delivered after the next start.
. "$(dirname "$0")/../lib.sh"
need swaks python3

configure
user alice wonder
user bob builder
start

status=0
limit=10 bounded $as "$program" -c "$etc" run >"$work/second" 2>&1 || status=$?
[ $status -ne 0 ] && [ $status -ne 124 ] || fail "a second server was not refused"
grep -q 'already running' "$work/second" || { cat "$work/second" >&2; fail "the second server does not say why"; }
$as "$program" -c "$etc" status || fail "status says that no server runs"

cat >"$work/crowd.py" <<'END'
# Idle sessions of every protocol, and one that sends until it is told goodbye; prints how many messages got their 250.
import smtplib, socket, ssl, sys
smtps, imap, pop3, domain = int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
context = ssl.create_default_context()
context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
idle = [socket.create_connection(("127.0.0.1", port)) for port in (imap, pop3) for _ in range(5)]
idle[0].sendall(f"a LOGIN bob@{domain} builder\r\nb SELECT INBOX\r\nc IDLE\r\n".encode())
print("open", flush=True)
count = 0
try:
    wire = smtplib.SMTP_SSL("127.0.0.1", smtps, context=context, timeout=20)
    wire.login(f"alice@{domain}", "wonder")
    while True:
        wire.sendmail(f"alice@{domain}", [f"bob@{domain}"], f"Subject: {count}\r\n\r\nText.\r\n")
        count += 1
except (smtplib.SMTPException, OSError):
    pass
text = b""
idle[0].settimeout(5)
try:
    while piece := idle[0].recv(4096):
        text += piece
except OSError:
    pass
print(count, "BYE" if b"* BYE" in text else "silence", flush=True)
END
python3 "$work/crowd.py" "$smtps" "$imap" "$pop3" "$domain" >"$work/crowd" 2>"$work/crowd.err" &
crowd=$!
others="$others $crowd"
wait_for 10 grep -q open "$work/crowd" || fail "the clients did not connect"
wait_for 15 has_files bob 20 || fail "nothing is delivered"
begun=$(date +%s%N)
stop 10
say "ended $((($(date +%s%N) - begun) / 1000000)) ms after SIGTERM"
wait_for 10 gone $crowd || fail "the clients were not told"
accepted=$(sed -n 's/^\([0-9]*\) .*/\1/p' "$work/crowd")
grep -q 'BYE' "$work/crowd" || fail "the idle IMAP client got no BYE"
say "$accepted messages had their 250"

start
wait_for 15 has_files bob "$accepted" || fail "$(count_of bob) messages of $accepted acknowledged ones"
sleep 1
# One may have been taken while its 250 was lost with the connection.
[ "$(count_of bob)" -le $((accepted + 1)) ] || fail "$(count_of bob) messages, though only $accepted were acknowledged"
stop
say "passed"
passed=yes

#!/bin/sh
# The queue's disk is full: 452 4.3.1, no session ends; what was acknowledged is delivered; once there is room the
# server takes mail again without a restart. The disk is a small tmpfs in a mount namespace of its own (root only).
if [ "$(id -u)" -eq 0 ] && [ -z "${MAILSTEAD_OWN_MOUNTS:-}" ] && unshare -m true 2>/dev/null; then
    MAILSTEAD_OWN_MOUNTS=1 exec unshare -m --propagation private "$0" "$@"
fi
. "$(dirname "$0")/../lib.sh"
need python3
[ -n "${MAILSTEAD_OWN_MOUNTS:-}" ] || skip "a small file system cannot be mounted here (needs root and unshare -m)"

mkdir -p "$home/queue"
mount -t tmpfs -o size=160m,mode=755 tmpfs "$home/queue" || skip "mount refused"
configure
echo "message_size_limit = 3000000" >>"$etc/main.cf"
echo "queue_minfree = 0" >>"$etc/main.cf"
user alice wonder
user bob builder
start

cat >"$work/pour.py" <<'END'
# Sends without pause; what fills the disk is a file beside the queue, as another program's would be.
import os, smtplib, sys, time
port, domain, queue = int(sys.argv[1]), sys.argv[2], sys.argv[3]
text = "Subject: pour\r\n\r\n" + ("x" * 70 + "\r\n") * 14000    # a megabyte
wire, tries = None, 0

def send():
    """(code, text) of the first refusal, or of the last reply. A new session after ten: errors end one at twenty."""
    global wire, tries
    if tries % 10 == 0:
        if wire:
            wire.quit()
        wire = smtplib.SMTP("127.0.0.1", port, timeout=60)
        wire.ehlo("pour")
    tries += 1
    for step in (lambda: wire.mail("a@elsewhere.example"), lambda: wire.rcpt(f"bob@{domain}")):
        code, reply = step()
        if code >= 300:
            wire.rset()
            return code, reply
    try:
        return wire.data(text)
    except smtplib.SMTPDataError as refusal:
        return refusal.smtp_code, refusal.smtp_error

acknowledged = 0
for _ in range(3):
    code, reply = send()
    assert code == 250, (code, reply)
    acknowledged += 1
with open(os.path.join(queue, "ballast"), "wb") as ballast:
    try:
        while True:
            ballast.write(b"x" * 65536)
            ballast.flush()
    except OSError:
        pass
# What the queue holds already (segments, its log) serves a while, and free space is looked at once a second.
refused, since, least = set(), time.monotonic(), 40
while least > 0 or (not refused and time.monotonic() - since < 15):
    least -= 1
    code, reply = send()
    if code == 250:
        acknowledged += 1
    else:
        refused.add(f"{code} {reply.decode()[:200]}")
print("refused:", sorted(refused), flush=True)
os.remove(os.path.join(queue, "ballast"))
end = time.monotonic() + 20
while True:
    code, reply = send()
    if code == 250:
        acknowledged += 1
        break
    if time.monotonic() > end:
        sys.exit(f"still refused 20 s after there was room: {code} {reply}")
    time.sleep(0.5)
print("acknowledged:", acknowledged, flush=True)
sys.exit(0 if refused and all(one.startswith("452 4.3.1 ") or "\n4.3.1" in one for one in refused) else f"wrong refusals: {refused}")
END
limit=100 bounded python3 "$work/pour.py" "$smtp" "$domain" "$home/queue" >"$work/pour.out" 2>&1 ||
    { cat "$work/pour.out" >&2; fail "the full disk was not met as it should be"; }
say "$(cat "$work/pour.out" | tr '\n' ' ')"
arrived bob "$(sed -n 's/^acknowledged: //p' "$work/pour.out")"
stop
umount "$home/queue"
say "passed"
passed=yes

#!/bin/sh
# The mailboxes' disk is full: mail is still taken and waits in the queue, nothing half-written is listed; once there is
# room everything arrives, once. The disk is a small tmpfs in a mount namespace of its own (root only).
if [ "$(id -u)" -eq 0 ] && [ -z "${MAILSTEAD_OWN_MOUNTS:-}" ] && unshare -m true 2>/dev/null; then
    MAILSTEAD_OWN_MOUNTS=1 exec unshare -m --propagation private "$0" "$@"
fi
. "$(dirname "$0")/../lib.sh"
need python3
[ -n "${MAILSTEAD_OWN_MOUNTS:-}" ] || skip "a small file system cannot be mounted here (needs root and unshare -m)"

mkdir -p "$home/mail"
mount -t tmpfs -o size=4m,mode=755 tmpfs "$home/mail" || skip "mount refused"
configure
printf 'minimal_backoff_time = 1s\nmaximal_backoff_time = 2s\nqueue_run_delay = 1s\n' >>"$etc/main.cf"
user bob builder
start

cat >"$work/pour.py" <<'END'
import smtplib, sys
text = ("x" * 70 + "\r\n") * 14000    # a megabyte
wire = smtplib.SMTP("127.0.0.1", int(sys.argv[1]), timeout=60)
for number in range(8):
    refused = wire.sendmail("a@elsewhere.example", [f"bob@{sys.argv[2]}"], f"Subject: pour {number}\r\nX-Number: {number}\r\n\r\n{text}")
    assert not refused
wire.quit()
END
limit=60 bounded python3 "$work/pour.py" "$smtp" "$domain" 2>&1 || fail "a message was refused, though the queue has room"
waiting() { "$program" -c "$etc" postqueue -j | wc -l; }
delayed() { grep -q 'status=deferred' "$home/log/mail.log"; }
wait_for 20 delayed || fail "nothing is deferred, though the disk is full"
say "$(count_of bob) delivered, $(waiting) waiting: $(grep -m1 'status=deferred' "$home/log/mail.log" | sed 's/.*dsn=/dsn=/')"
grep 'status=deferred' "$home/log/mail.log" | grep -qv 'dsn=4\.' && fail "a deferral without a 4.x.x status"
! grep -q 'status=bounced' "$home/log/mail.log" || fail "a full disk bounced mail"
for file in $(all_files bob); do
    [ "$(grep -c '^xxxxx' "$file")" -eq 14000 ] || fail "a message that is not whole is listed"
done

mount -o remount,size=64m "$home/mail"
"$program" -c "$etc" flush || fail "flush"
wait_for 20 has_files bob 8 || fail "$(count_of bob) of 8 messages arrived, $(waiting) wait"
arrived bob 8
numbers=$(cat $(all_files bob) | tr -d '\r' | sed -n 's/^X-Number: //p' | sort | tr '\n' ' ')
[ "$numbers" = "0 1 2 3 4 5 6 7 " ] || fail "not each message once: $numbers"
[ -z "$(find "$home/mail" -path '*/bob/tmp/*' -type f)" ] || fail "rests in tmp/: $(find "$home/mail" -path "*/bob/tmp/*" -type f -printf "%p %s; ")"
stop
umount "$home/mail"
say "passed"
passed=yes

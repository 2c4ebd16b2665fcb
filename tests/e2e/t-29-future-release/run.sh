#!/bin/sh
# FUTURERELEASE (RFC 4865) and MT-PRIORITY (RFC 6710): a message that is to be held back is not delivered before its time, neither by a
# flush nor by a restart, and then is.
. "$(dirname "$0")/../lib.sh"
need python3

configure
user alice wonder
user bob builder
start

cat >"$work/submit.py" <<'END'
import smtplib, ssl, sys, time
port, domain, seconds = int(sys.argv[1]), sys.argv[2], int(sys.argv[3])
context = ssl.create_default_context()
context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
with smtplib.SMTP("127.0.0.1", port, timeout=20) as client:
    client.ehlo()
    assert not client.has_extn("futurerelease"), "offered to strangers"
    assert client.has_extn("mt-priority") and client.esmtp_features["limits"].startswith("RCPTMAX="), client.esmtp_features
    client.starttls(context=context)
    client.login(f"alice@{domain}", "wonder")
    client.ehlo()
    assert client.has_extn("futurerelease"), client.esmtp_features
    client.sendmail(f"alice@{domain}", [f"bob@{domain}"], "Subject: later\r\n\r\nx\r\n", mail_options=[f"HOLDFOR={seconds}"])
    client.sendmail(f"alice@{domain}", [f"bob@{domain}"], "Subject: now\r\n\r\nx\r\n", mail_options=["MT-PRIORITY=5"])
END
begun=$(date +%s)
hold=40    # a slow machine starts the server twice within it
bounded python3 "$work/submit.py" "$submission" "$domain" $hold || fail "see above"
there() { new_files bob | xargs -r grep -l "^Subject: $1" | wc -l; }
for _ in $(seq 50); do
    [ "$(there now)" -eq 1 ] && break
    sleep 0.1
done
[ "$(there now)" -eq 1 ] || fail "the message without a time was not delivered"
new_files bob | xargs grep -q 'PRIORITY 5' || fail "no priority in Received"
logged 'qmgr.*held back until' || fail "the log does not tell"
bounded $as "$program" -c "$etc" postqueue -f || fail "postqueue -f"
sleep 1
[ "$(there later)" -eq 0 ] || fail "a flush has released the message"
stop
start
sleep 1
bounded $as "$program" -c "$etc" postqueue -f || fail "postqueue -f"
sleep 1
[ "$(date +%s)" -lt $((begun + hold)) ] || fail "the machine is too slow for this test"
[ "$(there later)" -eq 0 ] || fail "the restart has released the message"
for _ in $(seq 300); do
    [ "$(there later)" -eq 1 ] && break
    sleep 0.2
done
[ "$(there later)" -eq 1 ] || fail "the message was not delivered when its time had come"
[ "$(date +%s)" -ge $((begun + hold)) ] || fail "it came too early"
stop
say "passed"
passed=yes

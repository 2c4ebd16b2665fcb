#!/bin/sh
# SIGHUP: sessions in progress keep their settings, new ones get the new; a new port is opened, a removed one closed; the
# certificate is replaced; settings that are wrong are refused and those in force stay.
. "$(dirname "$0")/../lib.sh"
need python3 openssl

configure
user alice wonder
user bob builder
start

serial() { openssl s_client -connect "127.0.0.1:$imaps" </dev/null 2>/dev/null | openssl x509 -noout -subject; }
offers() { bounded python3 -c "
import smtplib, sys
wire = smtplib.SMTP('127.0.0.1', int(sys.argv[1]), timeout=10)
wire.ehlo('x')
print(wire.esmtp_features.get('size'))
wire.quit()" "$1"; }
offered() { [ "$(offers "$1")" = "$2" ]; }
opened() { bounded python3 -c "import socket, sys; socket.create_connection(('127.0.0.1', int(sys.argv[1])), 2)" "$1"; }
closed() { ! opened "$1" 2>/dev/null; }

before=$(serial)
offered "$smtp" 10240000 || fail "the size offered at first is $(offers "$smtp")"
closed "$extra" || fail "the extra port is open too early"

# A session that lives through the reload: told when to go on by a line on its standard input.
mkfifo "$work/orders"
cat >"$work/stay.py" <<'END'
import smtplib, sys
wire = smtplib.SMTP("127.0.0.1", int(sys.argv[1]), timeout=30)
wire.ehlo("stay")
print("connected", flush=True)
sys.stdin.readline()
wire.ehlo("stay")
print("size", wire.esmtp_features.get("size"), flush=True)
wire.sendmail("someone@elsewhere.example", [f"bob@{sys.argv[2]}"], "Subject: through the reload\r\n\r\nText.\r\n")
print("sent", flush=True)
wire.quit()
END
python3 "$work/stay.py" "$smtp" "$domain" <"$work/orders" >"$work/stay.out" 2>&1 &
stay=$!
others="$others $stay"
exec 9>"$work/orders"
wait_for 10 grep -q connected "$work/stay.out" || fail "the lasting session did not begin"

echo "message_size_limit = 2000000" >>"$etc/main.cf"
echo "127.0.0.1:$extra inet n - n - - smtpd" >>"$etc/master.cf"
sed -i "/^127.0.0.1:$pop3 /d" "$etc/master.cf"
certificate replaced.example
kill -HUP "$server"
wait_for 10 opened "$extra" || fail "the new port was not opened"
wait_for 10 offered "$smtp" 2000000 || fail "new sessions did not get the new limit"
wait_for 10 offered "$extra" 2000000 || fail "the new port does not have the new limit"
wait_for 10 closed "$pop3" || fail "the removed port is still open"
opened "$pop3s" || fail "another port was closed"
changed() { [ "$(serial)" != "$before" ] && serial | grep -q 'replaced.example'; }
wait_for 10 changed || fail "the certificate was not replaced: $(serial)"

echo go >&9
exec 9>&-
wait_for 15 gone $stay || fail "the lasting session did not end"
grep -q '^size 10240000' "$work/stay.out" || { cat "$work/stay.out" >&2; fail "the lasting session lost its settings"; }
grep -q '^sent' "$work/stay.out" || { cat "$work/stay.out" >&2; fail "the lasting session could not send"; }
arrived bob 1

echo "a line that is wrong" >>"$etc/main.cf"
kill -HUP "$server"
refused() { grep -q 'reload refused' "$home/log/mail.log"; }
wait_for 10 refused || fail "wrong settings were not refused"
offered "$smtp" 2000000 || fail "the refused settings took effect"

sed -i '$d' "$etc/main.cf"
cp "$etc/main.cf" "$work/main.good"
echo "smtpd_relay_restrictions = permit_mynetwork, reject" >>"$etc/main.cf"
kill -HUP "$server"
wait_for 10 grep -q 'unknown smtpd restriction: "permit_mynetwork"' "$home/log/mail.log" || fail "an unknown restriction was not told"
offered "$smtp" 2000000 || fail "the server does not serve after settings that no service can use"
cp "$work/main.good" "$etc/main.cf"
echo "message_size_limit = 3000000" >>"$etc/main.cf"
kill -HUP "$server"
wait_for 10 offered "$smtp" 3000000 || fail "the next good reload was not taken"

stop
say "passed"
passed=yes

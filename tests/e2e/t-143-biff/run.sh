#!/bin/sh
# biff = yes: comsat is told of new mail in the mbox of a system user, user@offset, and of nothing else. In a network of its own,
# where port 512 is free.
if [ "$(id -u)" -eq 0 ] && [ -z "${MAILSTEAD_OWN_NETWORK:-}" ] && unshare -nm true 2>/dev/null; then
    MAILSTEAD_OWN_NETWORK=1 exec unshare -nm --propagation private "$0" "$@"
fi
. "$(dirname "$0")/../lib.sh"
[ -n "${MAILSTEAD_OWN_NETWORK:-}" ] || skip "no network of its own here (needs root and unshare -nm)"
need python3 ip
ip link set lo up || skip "the loopback interface does not start"
for user in news games uucp; do id "$user" >/dev/null 2>&1 || skip "there is no user $user"; done

cp /etc/passwd "$work/passwd"
cp /etc/group "$work/group"
mkdir -p "$home/people/ann"
echo "ms-ann:x:61001:61000:Ann:$home/people/ann:/bin/sh" >>"$work/passwd"
echo "ms-people:x:61000:" >>"$work/group"
mount --bind "$work/passwd" /etc/passwd && mount --bind "$work/group" /etc/group || skip "no users of its own here"

configure
as=""
chown -R root:root "$home"
chmod 755 "$work" "$home" "$etc" "$home/people"
chown 61001:61000 "$home/people/ann"
mkdir -p "$home/spool"
chmod 1777 "$home/spool"
cat >>"$etc/main.cf" <<END
process_model = separated
mail_owner = news
store_owner = games
auth_owner = uucp
mydestination = local.test
myorigin = local.test
alias_maps = inline:{ {file = $home/spool/file} }
mail_spool_directory = $home/spool
biff = yes
END
user alice wonder
cat >"$work/comsat" <<'END'
import socket, sys
wire = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
wire.bind(("127.0.0.1", 512))
open(sys.argv[1] + ".ready", "w").close()
while True:
    text = wire.recv(1000)
    with open(sys.argv[1], "ab") as out:
        out.write(text.replace(b"\0", b"!") + b"\n")
END
: >"$work/told"
python3 "$work/comsat" "$work/told" &
others=$!
wait_for 20 test -e "$work/told.ready" || fail "the receiver does not start"
start

send() { printf 'Subject: %s\n\nhello\n' "$2" | bounded "$program" -c "$etc" sendmail -i -f alice@elsewhere.test "$1" || fail "sendmail $1"; }
has() { grep -q "^Subject: $2\$" "$home/spool/$1" 2>/dev/null; }
told() { wait_for 10 grep -qx "$1" "$work/told" || { cat "$work/told" >&2; fail "comsat was not told $1"; }; }
send ms-ann one
told 'ms-ann@0!'
wait_for 10 has ms-ann one || fail "the first message is not there"
size=$(stat -c %s "$home/spool/ms-ann")
send ms-ann two
told "ms-ann@$size!"
[ "$(tail -c "+$((size + 1))" "$home/spool/ms-ann" | head -c 5)" = "From " ] || fail "no message begins at that offset"
say "comsat is told where each message begins"

send "alice@$domain" virtual
arrived alice 1
send ms-ann three
wait_for 10 has ms-ann three || fail "the third message is not there"
told "ms-ann@$(($(grep -abo '^From ' "$home/spool/ms-ann" | tail -1 | cut -d: -f1)))!"
[ "$(wc -l <"$work/told")" -eq 3 ] || { cat "$work/told" >&2; fail "comsat was told of other than the three messages"; }

sed -i 's/^biff = yes/biff = no/' "$etc/main.cf"
"$program" -c "$etc" reload >/dev/null || fail "reload"
wait_for 10 grep -q 'reload' "$home/log/mail.log" || fail "no reload in the log"
send ms-ann four
wait_for 10 has ms-ann four || fail "the fourth message is not there"
sleep 0.3
[ "$(wc -l <"$work/told")" -eq 3 ] || { cat "$work/told" >&2; fail "comsat is told though biff = no"; }
say "biff = no counts from the reload"
stop
say "passed"
passed=yes

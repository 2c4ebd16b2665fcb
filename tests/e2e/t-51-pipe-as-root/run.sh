#!/bin/sh
# Programs run for mail, by a server that root has started: each as its own user and nothing more, asked for by the roles
# mta and store alone; what becomes of them when a role dies.
. "$(dirname "$0")/../lib.sh"
[ "$(id -u)" -eq 0 ] || skip "only root can start programs as other users"
need python3 /usr/bin/python3 openssl setpriv cc
for user in news games uucp lp; do id "$user" >/dev/null 2>&1 || skip "there is no user $user"; done

configure
as=""
chown -R root:root "$home"
chmod 755 "$work" "$home" "$etc"
cat >>"$etc/main.cf" <<END
process_model = separated
mail_owner = news
store_owner = games
auth_owner = uucp
myorigin = $domain
relay_domains = lab.test
relay_transport = lab
default_transport = lab
virtual_mailbox_maps = static:nobody/
minimal_backoff_time = 1h
lab_time_limit = 60s
END
mkdir -p "$home/bin" "$home/out" "$home/cage/inside"
chown lp "$home/out" "$home/cage/inside"
cat >"$home/bin/lab" <<'END'
#!/bin/sh
out=$(dirname "$0")/../out
case $1 in
who)
    { id -u; id -g; id -G; grep '^Cap[IPEA]' /proc/self/status | grep -vc '0000000000000000$'; } >"$out/who"
    { cat "$out/../queue/queue/queue.db" || ls "$out/../queue/queue" || ls "$out/../queue/private"; } >/dev/null 2>&1 && echo open >"$out/open"
    setpriv --reuid=0 true 2>/dev/null && echo root >"$out/root"
    ls -l /proc/self/fd | grep -c 'socket:' >"$out/sockets"
    exit 0 ;;
sleeps) echo $$ >"$out/sleeper"; exec sleep 50 ;;
esac
cat >"$out/$1"
END
cat >"$home/bin/policy" <<'END'
#!/bin/sh
# The policy protocol: attributes up to an empty line, then an action.
action=DUNNO
while read -r line; do
    case $line in
    recipient=refused@*) action="550 5.7.1 the policy says $(id -un)" ;;
    "") printf 'action=%s\n\n' "$action"; action=DUNNO ;;
    esac
done
END
cat >"$work/program.c" <<'END'
#include <stdio.h>
#include <unistd.h>
int main(int count, char** words) {
    char where[100];
    FILE* out = fopen("seen", "w");
    if (!out || count < 2) return 1;
    fprintf(out, "%d %s %s %d\n", (int)getuid(), getcwd(where, sizeof where), words[1], access("/etc/passwd", F_OK));
    return fclose(out) != 0;
}
END
cc -static -o "$home/cage/program" "$work/program.c" 2>"$work/cc.log" || skip "cc cannot link statically: $(tail -1 "$work/cc.log")"
chmod 755 "$home/bin"/* "$home/cage/program"
start

send() { printf 'Subject: one\n\nhello\n' | bounded "$program" -c "$etc" sendmail -i -f alice@$domain "$@" || fail "sendmail $*"; }
told() { logged "postfix/pipe\[[0-9]*\]: [0-9A-F]*: to=<$1>, .*$2" || fail "$1 is not told of with '$2'"; }
role() { "$program" -c "$etc" status --json | python3 -c 'import json, sys; print(json.load(sys.stdin)["processes"][sys.argv[1]])' "$1"; }

# The user's rights, and no others.
send who@lab.test
told who@lab.test 'relay=lab, .*status=sent'
printf '%s\n%s\n%s\n0\n' "$(id -u lp)" "$(getent group games | cut -d: -f3)" "$(getent group games | cut -d: -f3)" | cmp - "$home/out/who" ||
    { cat "$home/out/who" >&2; fail "the program's rights"; }
[ ! -e "$home/out/open" ] || fail "a program can look into the queue"
[ ! -e "$home/out/root" ] || fail "a program can become root"
[ "$(cat "$home/out/sockets")" -eq 0 ] || fail "a program has sockets of the server"
[ "$(stat -c %U:%G "$home/out/who")" = lp:games ] || fail "files are $(stat -c %U:%G "$home/out/who")'s"

# Whom a program may not be, and a cage.
for row in rooted owned caged; do
    sed -i "s/^default_transport = .*/default_transport = $row/" "$etc/main.cf"
    reload
    send "at@$row.test"
done
told at@rooted.test 'dsn=4.3.5, status=deferred (mail system configuration error: .*master.cf:5: pipe rooted: user= attribute specifies root privileges)'
told at@owned.test 'dsn=4.3.5, status=deferred (mail system configuration error: .*master.cf:6: pipe owned: user= attribute specifies mail system owner news)'
told at@caged.test 'dsn=2.0.0, status=sent (delivered via caged service)'
[ "$(cat "$home/cage/inside/seen")" = "$(id -u lp) /inside at -1" ] || fail "the cage: $(cat "$home/cage/inside/seen")"

# Who may ask: neither other users of the machine, nor a role that has no business there.
cat >"$work/ask.py" <<'END'
import socket, struct, sys
def field(b): return struct.pack("<I", len(b)) + b
def pairs(p): return struct.pack("<I", len(p)) + b"".join(field(a) + field(b) for a, b in p)
request = field(b"pipe") + field(b"lab") + pairs([(b"sender", b"x@y"), (b"size", b"1")]) + pairs([(b"asked@lab.test", b"")])
wire = socket.socket(socket.AF_UNIX)
wire.settimeout(10)
try:
    wire.connect(sys.argv[1])
    wire.sendall(field(request))
    answer = wire.recv(1000)
except OSError as why:
    answer = b""
print("answered" if answer else "nothing")
END
ask() { setpriv --reuid="$1" --regid=news --clear-groups /usr/bin/python3 "$work/ask.py" "$home/queue/private/exec"; }
[ "$(ask news)" = answered ] && [ -e "$home/out/asked" ] || fail "the role mta cannot ask"
rm "$home/out/asked"
[ "$(ask games)" = answered ] || fail "the role store cannot ask"
rm "$home/out/asked"
[ "$(ask uucp)" = nothing ] && [ ! -e "$home/out/asked" ] || fail "the role auth can ask"
logged "exec.*: a request of uid $(id -u uucp) is refused" || fail "the refusal is not told"
[ "$(setpriv --reuid=lp --regid=lp --clear-groups /usr/bin/python3 "$work/ask.py" "$home/queue/private/exec")" = nothing ] || fail "everybody can ask"

# A policy server by spawn.
cat >"$work/smtp.py" <<'END'
import smtplib, sys
wire = smtplib.SMTP("127.0.0.1", int(sys.argv[1]), timeout=20)
wire.ehlo("client.test")
wire.mail("from@elsewhere.test")
print(wire.rcpt("good@lab.test")[0], *wire.rcpt("refused@lab.test"))
wire.rset()
wire.quit()
END
bounded python3 "$work/smtp.py" "$smtp" >"$work/out" || fail "no SMTP session"
grep -q '^250 550 .*the policy says lp' "$work/out" || { cat "$work/out" >&2; fail "the policy server"; }

# The role exec dies: its programs end, the mail is kept, and goes when the role is there again.
send sleeps@lab.test
wait_for 10 test -s "$home/out/sleeper" || fail "the program was not started"
exec_pid=$(role exec)
kill -9 "$exec_pid"
wait_for 10 gone "$(cat "$home/out/sleeper")" || fail "a program outlives the role exec"
logged "to=<sleeps@lab.test>, .*dsn=4.3.0, status=deferred (lost connection with the exec role" || fail "the lost program is not told"
rm "$home/out/sleeper"
restarted() { [ "$(role exec)" != "$exec_pid" ] && [ -d "/proc/$(role exec)" ]; }
wait_for 10 restarted || fail "the role exec was not started again"
send later@lab.test
"$program" -c "$etc" postqueue -f
wait_for 15 test -s "$home/out/later" || fail "mail does not go after the role exec has come back"

# The role mta dies: nobody would hear the program's status.
wait_for 15 test -s "$home/out/sleeper" || fail "the program was not started again"
kill -9 "$(role mta)"
wait_for 10 gone "$(cat "$home/out/sleeper")" || fail "a program outlives the role mta"
stop
passed=yes
say "passed"

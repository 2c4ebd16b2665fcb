#!/bin/sh
# Programs run for mail, by a server that is an ordinary user: pipe(8) and spawn(8), their exit statuses, arguments,
# environment and limits, in Postfix's words.
. "$(dirname "$0")/../lib.sh"
need python3 openssl

configure
[ "$(id -u)" -eq 0 ] && me=nobody || me=$(id -un)
sed -i "s|@user@|$me|g" "$etc/master.cf"
cat >>"$etc/main.cf" <<END
myorigin = $domain
recipient_delimiter = +
relay_domains = lab.test
relay_transport = lab:next.test
default_transport = filter
lab_time_limit = 8s
minimal_backoff_time = 1h
END
mkdir "$home/bin" "$home/out"
cat >"$home/bin/lab" <<'END'
#!/bin/sh
out=$(dirname "$0")/../out
case $1 in
exit*) cat >/dev/null; exit "${1#exit}" ;;
says*) cat >/dev/null; printf 'one\ttwo\nthree'; exit "${1#says}" ;;
status*) cat >/dev/null; echo "${1#status} because"; exit 1 ;;
noread) exit 0 ;;
closes) exec <&-; sleep 0.3; exit 0 ;;
signal) kill -9 $$ ;;
sleeps) echo waiting; sleep 60 & echo $! >"$out/sleeper"; wait ;;
gigabyte) cat >/dev/null; head -c 1000000000 /dev/zero; exit 0 ;;
leaves) sleep 20 & echo $! >"$out/left"; exit 0 ;;
context) env >"$out/env"; ls -l /proc/$$/fd >"$out/fds"; pwd >"$out/pwd"; umask >"$out/umask"; ps -o pid=,pgid=,sid= $$ >"$out/ids"; grep -E '^Sig(Blk|Ign)' /proc/self/status >"$out/signals" ;;
*) printf '%s\n' "$@" >"$out/args" ;;
esac
END
cat >"$home/bin/keep" <<'END'
#!/bin/sh
pwd >"$1.pwd"
printf '%s\n' "$@" >>"$1.args"
cat >"$1.$2"
END
cat >"$home/bin/echoing" <<'END'
#!/bin/sh
echo "$# $2"
while read line; do [ "$line" != stop ] || exit 3; echo "heard $line"; done
END
cat >"$home/bin/filter" <<END
#!/bin/sh
sender=\$2
shift 3
sed -e '1,/^\$/s/^Subject: /Subject: [seen] /' | "$home/bin/sendmail" -G -i -f "\$sender" -- "\${1%%@*}@$domain"
END
chmod 755 "$home/bin"/*
cp "$program" "$home/bin/mailstead"
ln -s mailstead "$home/bin/sendmail"
[ "$(id -u)" -ne 0 ] || chown -R nobody:nogroup "$home"
user alice wonder
user bob builder
start

send() { printf 'Subject: one\n\nhello\nFrom here\n..dots\n' | bounded $as "$program" -c "$etc" sendmail -i -f "$@" || fail "sendmail $*"; }
# told ADDRESS PATTERN: what the log says of it.
told() { logged "postfix/pipe\[[0-9]*\]: [0-9A-F]*: to=<$1>, .*$2" || fail "$1 is not told of with '$2'"; }
lab() { send alice@$domain "$1@lab.test"; told "$1@lab.test" "relay=lab, .*$2"; }

# Exit statuses, <sysexits.h>, as Postfix has them.
lab exit0 'dsn=2.0.0, status=sent (delivered via lab service)$'
lab exit1 "dsn=5.3.0, status=bounced (Command died with status 1: \"$home/bin/lab\")"
lab exit64 'dsn=5.3.0, status=bounced (command line usage error)'
lab exit65 'dsn=5.6.0, status=bounced (data format error)'
lab exit66 'dsn=5.3.0, status=bounced (cannot open input)'
lab exit67 'dsn=5.1.1, status=bounced (user unknown)'
lab exit68 'dsn=5.1.2, status=bounced (host name unknown)'
lab exit69 'dsn=5.3.0, status=bounced (service unavailable)'
lab exit70 'dsn=5.3.0, status=bounced (internal software error)'
lab exit71 'dsn=4.3.0, status=deferred (system resource problem)'
lab exit72 'dsn=5.3.0, status=bounced (critical OS file missing)'
lab exit73 "dsn=5.2.0, status=bounced (can't create user output file)"
lab exit74 'dsn=5.3.0, status=bounced (input/output error)'
lab exit75 'dsn=4.3.0, status=deferred (temporary failure)'
lab exit76 'dsn=5.5.0, status=bounced (remote error in protocol)'
lab exit77 'dsn=5.7.0, status=bounced (permission denied)'
lab exit78 'dsn=5.3.5, status=bounced (local configuration error)'
lab exit79 'dsn=5.3.0, status=bounced (Command died with status 79: '
lab says0 'dsn=2.0.0, status=sent (delivered via lab service (one two three))'
lab says69 'dsn=5.3.0, status=bounced (service unavailable. Command output: one two three)'
lab status5.7.9 'dsn=5.7.9, status=bounced (because)'
lab status4.7.8 'dsn=4.7.8, status=deferred (because)'
lab status2.0.0 'dsn=5.3.0, status=bounced (because)'
lab signal 'dsn=4.3.0, status=deferred (Command died with signal 9: '

# Programs that do not behave.
lab noread 'status=sent'
lab closes 'status=sent'
lab leaves 'status=sent'
kill -0 "$(cat "$home/out/left")" || fail "what a program left running is gone"
kill "$(cat "$home/out/left")"
lab gigabyte 'status=sent (delivered via lab service (___'
lab sleeps 'dsn=5.3.0, status=bounced (Command time limit exceeded: .*Command output: waiting'
wait_for 10 gone "$(cat "$home/out/sleeper")" || fail "the process group was not killed at the time limit"

# What a program is given.
lab context 'status=sent'
sort "$home/out/env" | grep -v '^\(_\|PWD\|SHLVL\|OLDPWD\)=' >"$work/env"
printf 'LANG=C\nMAIL_CONFIG=%s\nPATH=/usr/bin:/bin\n' "$etc" | cmp - "$work/env" || { cat "$work/env" >&2; fail "the environment"; }
# The shell itself has two more: the script, and what it has put aside.
! grep -q 'socket:\|queue' "$home/out/fds" && [ "$(grep -c ' [0-9]* -> ' "$home/out/fds")" -le 5 ] || { cat "$home/out/fds" >&2; fail "open descriptors"; }
grep -q ' 0 -> /memfd:message' "$home/out/fds" || { cat "$home/out/fds" >&2; fail "standard input"; }
[ "$(cat "$home/out/pwd")" = "$home/queue" ] || fail "the directory is $(cat "$home/out/pwd")"
[ "$(cat "$home/out/umask")" = 0077 ] || fail "umask $(cat "$home/out/umask")"
[ "$(awk '$1 == $2 && $2 == $3' "$home/out/ids" | wc -l)" -eq 1 ] || { cat "$home/out/ids" >&2; fail "no session of its own"; }
[ "$(grep -c ':.0000000000000000$' "$home/out/signals")" -eq 2 ] || { cat "$home/out/signals" >&2; fail "signals are blocked or ignored"; }

# Arguments: one for each recipient, and never a shell.
send '"A b"@Src.test' '"U ser;touch x$(touch y)`touch z`+Ext"@Lab.test' "\"quote'and\\\"double\"@lab.test"
told '"U ser;touch x$(touch y)`touch z`+Ext"@Lab.test' 'status=sent'
cat >"$work/wanted" <<'END'
u ser;touch x$(touch y)`touch z`
quote'and"double
sender is A b@Src.test
<next.test>
u ser;touch x$(touch y)`touch z`+ext@lab.test
quote'and"double@lab.test
u ser;touch x$(touch y)`touch z`+ext
quote'and"double
ext

END
cmp "$work/wanted" "$home/out/args" || { cat "$home/out/args" >&2; fail "the arguments"; }
[ -z "$(find "$home" -name x -o -name y -o -name z)" ] || fail "a shell has read an address"

# A content filter: the script edits the subject and hands the message in again.
send alice@$domain bob@elsewhere.test
told bob@elsewhere.test 'relay=filter, .*dsn=2.0.0, status=sent (delivered via filter service)'
arrived bob 1
grep -q '^Subject: \[seen\] one' $(all_files bob) || { cat $(all_files bob) >&2; fail "the subject was not edited"; }
[ "$(grep -c '^Received: ' $(all_files bob))" -eq 2 ] || fail "Received lines"
grep -q "^Return-Path: <alice@$domain>" $(all_files bob) || fail "the sender was not kept"

# Flags, one recipient at a time, a loop.
sed -i "s/^default_transport = .*/default_transport = single/" "$etc/main.cf"
reload
send alice@$domain a@one.test b@one.test
told b@one.test 'relay=single, .*status=sent'
told a@one.test 'relay=single, .*status=sent'
[ "$(tr '\n' ' ' <"$home/out/single.args")" = "single a@one.test single b@one.test " ] || { cat "$home/out/single.args" >&2; fail "not one by one"; }
[ "$(cat "$home/out/single.pwd")" = "$home/out" ] || fail "directory="
tr -d '\r' <"$home/out/single.a@one.test" >"$work/copy"
[ "$(wc -l <"$work/copy")" -eq "$(tr -dc '\r' <"$home/out/single.a@one.test" | wc -c)" ] || fail "eol="
head -4 "$work/copy" | sed 's/  [A-Z][a-z][a-z] [A-Z].*//' >"$work/head"
printf 'From alice@%s\nReturn-Path: <alice@%s>\nX-Original-To: a@one.test\nDelivered-To: a@one.test\n' "$domain" "$domain" |
    cmp - "$work/head" || { cat "$work/head" >&2; fail "leading lines"; }
tail -4 "$work/copy" >"$work/tail"
printf 'hello\n>From here\n...dots\n\n' | cmp - "$work/tail" || { cat "$work/tail" >&2; fail "the text"; }
printf 'Delivered-To: loop@one.test\nSubject: x\n\nx\n' | $as "$program" -c "$etc" sendmail -f alice loop@one.test
told loop@one.test 'dsn=5.4.6, status=bounced (mail forwarding loop for loop@one.test)'

# Rows that cannot work keep the mail.
for row in other wrong gone; do
    sed -i "s/^default_transport = .*/default_transport = $row/" "$etc/main.cf"
    reload
    send alice@$domain "at@$row.test"
done
told at@other.test 'dsn=4.3.5, status=deferred (mail system configuration error: .*master.cf:[0-9]*: pipe other: user=daemon needs a server that is started as root'
told at@wrong.test 'dsn=4.3.5, status=deferred (mail system configuration error: .*master.cf:[0-9]*: pipe wrong: unknown flag: Z)'
told at@gone.test 'dsn=4.3.0, status=deferred (temporary failure. Command output: execvp /nonexistent/program: No such file or directory)'
logged 'exec.*master.cf:[0-9]*: pipe wrong: unknown flag: Z' || fail "the log does not warn of the row at the start"

# spawn: a program for each connection, as many as maxproc says.
cat >"$work/talk.py" <<'END'
import socket, sys
def open_one():
    one = socket.create_connection(("127.0.0.1", int(sys.argv[1])), timeout=10)
    return one, one.makefile("rw")
a, fa = open_one()
assert fa.readline() == "2 two words\n"
fa.write("first\n"); fa.flush()
assert fa.readline() == "heard first\n"
b, fb = open_one()
assert fb.readline() == "2 two words\n"
c, fc = open_one()
c.settimeout(0.7)
try:
    sys.exit("a third program beyond maxproc: " + fc.readline())
except TimeoutError:
    pass
fa.write("stop\n"); fa.flush()
assert fa.read() == ""
c.settimeout(10)
fc = c.makefile("rw")
assert fc.readline() == "2 two words\n"
END
bounded python3 "$work/talk.py" "$extra" || fail "spawn"
logged "spawn.*: command $home/bin/echoing exit status 3" || fail "the exit status of a spawned program is not told"

# Stopping takes a program's mail back.
sed -i "s/^lab_time_limit = .*/lab_time_limit = 100s/" "$etc/main.cf"
reload
rm "$home/out/sleeper"
send alice@$domain sleeps@lab.test
wait_for 10 test -s "$home/out/sleeper" || fail "the program was not started"
stop
gone "$(cat "$home/out/sleeper")" || fail "a program outlives the server"
start
bounded $as "$program" -c "$etc" postqueue -p >"$work/out" || fail "postqueue"
grep -q 'sleeps@lab.test' "$work/out" || { cat "$work/out" >&2; fail "the message that was being delivered is lost"; }
stop
passed=yes
say "passed"

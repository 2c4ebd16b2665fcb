#!/bin/sh
# Local submission: sendmail hands mail to the running server, options and exit statuses are Postfix's, and what is
# submitted while the server is down is delivered at its start, once.
. "$(dirname "$0")/../lib.sh"
need python3 openssl

configure
echo "myorigin = $domain" >>"$etc/main.cf"
echo "message_size_limit = 200000" >>"$etc/main.cf"
echo "command_directory = $home/bin" >>"$etc/main.cf"
user alice wonder
user bob builder
start

sendmail="$as $program -c $etc sendmail"
# expect STATUS TEXT ARGS...: sendmail ends so and says so; its input is this function's.
expect() {
    wanted=$1 text=$2 status=0
    shift 2
    limit=30 bounded $sendmail "$@" >"$work/out" 2>&1 || status=$?
    [ $status -eq "$wanted" ] || { cat "$work/out" >&2; fail "sendmail $*: status $status instead of $wanted"; }
    grep -qF -- "$text" "$work/out" || [ -z "$text" ] || { cat "$work/out" >&2; fail "sendmail $*: does not say '$text'"; }
}
newest() { all_files "$1" | xargs ls -t | head -1; }

printf 'Subject: one\n\nfirst\n.\nnot this\n' | expect 0 "" -f alice -F "Alice L." bob
arrived bob 1
file=$(newest bob)
grep -q "^Received: by mail.$domain (Mailstead, from userid " "$file" || { cat "$file"; fail "no Received line of a user"; }
grep -q "^From: \"Alice L.\" <alice@$domain>" "$file" || { cat "$file"; fail "no From line made of -f and -F"; }
grep -q "^Message-Id: " "$file" && grep -q "^Date: " "$file" || fail "no Message-Id or Date"
! grep -q "not this" "$file" || fail "the lone dot did not end the text"
[ "$(tr -dc '\r' <"$file" | wc -c)" -eq 0 ] || fail "the Maildir file has carriage returns"
logged "pickup\[[0-9]*\]: [0-9A-F]*: uid=[0-9]* from=<alice>" || fail "pickup's log line is missing"

# -t: recipients of the header, Bcc not shown; -i: a dot is text; CRLF input; a From_ line.
printf 'From mbox Fri Nov 20 20:47:08 2026\r\nTo: Bob <bob@%s>, "A, B" <alice@%s>\r\nBcc: alice@%s\r\nSubject: two\r\n\r\n.\r\nafter\r\n' "$domain" "$domain" "$domain" |
    expect 0 "" -t -i -oem
arrived bob 2
arrived alice 1
file=$(newest alice)
! grep -qi '^bcc' "$file" || fail "Bcc is shown"
! grep -q '^From mbox\|X-Mailbox-Line' "$file" || fail "the From_ line came through"
grep -qx '\.' "$file" && grep -q '^after' "$file" || { cat "$file"; fail "-i did not keep the dot"; }
printf 'To: alice\nResent-To: bob\nResent-Bcc: bob@%s\nSubject: three\n\nx\n' "$domain" | expect 0 "" -t -N success,failure -R hdrs -V env1 -bm
arrived bob 3
arrived alice 1

# As sendmail, send-mail and mailq by name.
mkdir "$work/bin"
for name in sendmail send-mail mailq; do ln -s "$program" "$work/bin/$name"; done
chmod 755 "$work/bin"
printf 'Subject: four\n\nx\n' | $as env MAIL_CONFIG="$etc" "$work/bin/send-mail" bob || fail "send-mail by name"
arrived bob 4
# A message is listed in the mailbox a moment before it has left the queue.
mailq_is_empty() { MAIL_CONFIG=$etc bounded $as "$work/bin/mailq" >"$work/out" 2>&1 && grep -q "Mail queue is empty" "$work/out"; }
wait_for 10 mailq_is_empty || { cat "$work/out"; fail "mailq by name"; }
expect 0 "Mail queue is empty" -bp

# Refusals.
expect 75 "Recipient addresses must be specified on the command line or via the -t option" </dev/null
printf 'Subject: x\n\ny\n' | expect 75 "No recipient addresses found in message header" -t
printf 'x\n' | expect 65 "bad recipient address" 'bob>x'
printf 'x\n' | expect 65 "bad sender address" -f 'a b c' bob
head -c 300000 /dev/zero | tr '\0' 'x' | expect 69 "message file too big" bob
expect 75 "unsupported: -bt" -bt bob
expect 75 "invalid option" -Q bob
expect 75 "-V requires two characters from -=+" -XVab bob
expect 75 "requires non-null sender address" -XV -f '' bob </dev/null
expect 78 "" -C /nonexistent bob </dev/null
limit=20 bounded sh -c "$sendmail bob </dev/zero" >"$work/out" 2>&1 && fail "an endless input was taken"
arrived bob 4

# SMTP on standard input and output.
printf 'EHLO x\r\nMAIL FROM:<alice@%s>\r\nRCPT TO:<bob@%s>\r\nRCPT TO:<someone@elsewhere.example>\r\nRSET\r\nMAIL FROM:<>\r\nRCPT TO:<bob@%s>\r\nDATA\r\nSubject: five\r\n\r\nx\r\n.\r\nQUIT\r\n' "$domain" "$domain" "$domain" |
    expect 0 "250 2.0.0 Ok: queued as" -bs
[ "$(grep -c '^250 2.1.5 Ok' "$work/out")" -eq 3 ] || { cat "$work/out"; fail "-bs refuses a recipient"; }
arrived bob 5

# Who may submit.
echo "authorized_submit_users = !nobody, static:all" >>"$etc/main.cf"
kill -HUP "$server"
denied() { printf 'x\n' | $sendmail bob 2>&1 | grep -q 'not allowed to submit mail'; }
if [ "$(id -u)" -eq 0 ]; then
    wait_for 10 denied || fail "authorized_submit_users has no effect"
    printf 'x\n' | expect 77 "not allowed" bob
    expect 0 "554 5.7.1" -bs </dev/null
fi
sed -i '$d' "$etc/main.cf"
stop

# Nobody listens.
expect 75 "mail system is down" -bs </dev/null
before=$(count_of bob)
printf 'Subject: while down\n\nx\n' | expect 0 "" -f alice bob
ls "$home/queue/maildrop" | grep -q . || fail "no file in maildrop"
if [ "$(id -u)" -eq 0 ]; then
    status=0
    printf 'x\n' | setpriv --reuid=65533 --regid=65533 --clear-groups "$program" -c "$etc" sendmail -f x bob >"$work/out" 2>&1 || status=$?
    [ $status -eq 75 ] && grep -q 'maildrop cannot be written: Permission denied' "$work/out" || { cat "$work/out"; fail "a user who cannot write: status $status"; }
fi
ln -s /dev/zero "$home/queue/maildrop/zero"
echo nonsense >"$home/queue/maildrop/nonsense"
chmod 744 "$home/queue/maildrop/nonsense"
start
wait_for 15 has_files bob $((before + 1)) || fail "mail of maildrop was not delivered"
maildrop_is_empty() { [ -z "$(ls "$home/queue/maildrop")" ]; }
wait_for 10 maildrop_is_empty || fail "left in maildrop: $(ls "$home/queue/maildrop")"
logged 'maildrop/nonsense: bad file: .*: removed' || fail "the bad file was not told"
# A file that comes while the server runs is taken when postdrop says so.
python3 - "$work/records" <<'END'
import sys
def record(kind, value=b""):
    return kind + bytes([len(value)]) + value
with open(sys.argv[1], "wb") as out:
    out.write(b"mailstead-submission 1\n" + record(b"S", b"alice") + record(b"R", b"bob") + record(b"X", b"Subject: dropped\n\nx\n") + record(b"E"))
END
$as "$program" -c "$etc" postdrop -c "$etc" <"$work/records" >"$work/out" || fail "postdrop"
wait_for 10 has_files bob $((before + 2)) || fail "postdrop's file was not taken"
status=0
echo nonsense | $as "$program" postdrop -c "$etc" >"$work/out" 2>&1 || status=$?
[ $status -eq 65 ] || { cat "$work/out"; fail "postdrop takes nonsense: $status"; }
arrived bob $((before + 2))
stop
say "passed"
passed=yes

#!/bin/sh
# Debian's procmail and maildrop: as mailbox_command, with the rights of users that exist for this test only, and as pipe
# transports. What they deliver can be read, and what they end with decides what becomes of the mail.
. "$(dirname "$0")/../lib.sh"
[ "$(id -u)" -eq 0 ] || skip "only root can run programs as other users"
need procmail maildrop python3 setpriv openssl curl unshare
unshare -m true 2>/dev/null || skip "no mount namespaces here"
for user in news games uucp; do id "$user" >/dev/null 2>&1 || skip "there is no user $user"; done

# Users in a copy of /etc/passwd, which the server and what it starts see in the place of the real one.
people=$home/people
mkdir -p "$people/anna" "$people/bert"
cp /etc/passwd "$work/passwd"
cp /etc/group "$work/group"
cat >>"$work/passwd" <<END
ms-anna:x:61001:61000:Anna:$people/anna:/bin/sh
ms-bert:x:61002:61000:Bert:$people/bert:/bin/sh
END
echo "ms-people:x:61000:" >>"$work/group"
cat >"$work/inside" <<END
#!/bin/sh
mount --bind "$work/passwd" /etc/passwd && mount --bind "$work/group" /etc/group && exec "\$@"
END
chmod 755 "$work/inside"

configure
as=""
chown -R root:root "$home"
chmod 755 "$work" "$home" "$etc" "$people"
as="unshare -m $work/inside"
mkdir -p "$home/spool"
chmod 1777 "$home/spool"
cp "$here/procmailrc" "$people/anna/.procmailrc"
cp "$here/mailfilter" "$people/bert/.mailfilter"
sed 's|^DEFAULT=.*|DEFAULT=$HOME/piped/|' "$here/procmailrc" >"$etc/procmailrc"
chmod 600 "$people/bert/.mailfilter"
for box in "$people/anna/Maildir" "$people/bert/Maildir" "$people/bert/Maildir/.lists"; do mkdir -p "$box/new" "$box/cur" "$box/tmp"; done
chown -R 61001:61000 "$people/anna"
chown -R 61002:61000 "$people/bert"
chmod 700 "$people/anna" "$people/bert"
cat >>"$etc/main.cf" <<END
process_model = separated
mail_owner = news
store_owner = games
auth_owner = uucp
mydestination = local.test
myorigin = local.test
alias_maps =
mail_spool_directory = $home/spool
recipient_delimiter = +
mailbox_command = /usr/bin/procmail -a "\$EXTENSION"
mailbox_command_maps = texthash:$etc/commands
transport_maps = inline:{ {ms-bert@pipe.test = maildrop:} {nosuch@pipe.test = maildrop:} {anna@pipe.test = procmail:} {elsewhere.test = discard:} }
relay_domains = pipe.test
minimal_backoff_time = 1h
END
echo 'ms-bert /usr/bin/maildrop -d "$USER"' >"$etc/commands"
printf 'wonder\n' | bounded $as "$program" -c "$etc" user add "anna@$domain" --uid 61001 --gid 61000 --home "$people/anna" \
    --mail "maildir:$people/anna/Maildir" --password-stdin >/dev/null || fail "user add"
start

# send TO SUBJECT, and told PROGRAM TO WORDS: the log says so of what was sent last.
send() {
    sent=$(($(wc -l <"$home/log/mail.log") + 1))
    printf 'Subject: %s\nX-Marks: the spot\n\nhello\n' "$2" | bounded $as "$program" -c "$etc" sendmail -i -f alice@elsewhere.test "$1" || fail "sendmail $1"
}
says() { tail -n "+$sent" "$home/log/mail.log" | grep -q "$1"; }
told() { wait_for 10 says "postfix/$1\[[0-9]*\]: [0-9A-F]*: to=<$2>, .*$3" || fail "$2 is not told of with '$3'"; }
file_of() { grep -lrs "^Subject: $2\$" "$people/$1" | head -1; }

send ms-anna plain
told local ms-anna@local.test 'relay=local, .*dsn=2.0.0, status=sent (delivered to command: /usr/bin/procmail -a "$EXTENSION")'
found=$(file_of anna plain)
case "$found" in "$people"/anna/Maildir/new/msg.*) ;; *) ls -lR "$people/anna" >&2; fail "procmail has put it into '$found'" ;; esac
[ "$(stat -c '%u %g' "$found")" = "61001 61000" ] || fail "the message is $(stat -c '%u %g' "$found")'s"
grep -q '^Delivered-To: ms-anna@local.test' "$found" && grep -q '^X-Original-To: ms-anna' "$found" || { cat "$found" >&2; fail "the header for commands"; }
grep -q 'Folder: ' "$people/anna/procmail.log" || fail "procmail has written no log"
send ms-anna+work extended
told local ms-anna+work@local.test 'status=sent'
grep -qrs '^Subject: extended' "$people/anna/Maildir/.work/new" || { ls -lR "$people/anna" >&2; fail "-a \$EXTENSION"; }
bounded curl -sk --user "anna@$domain:wonder" "imaps://127.0.0.1:$imaps/INBOX" --request "SEARCH SUBJECT plain" | grep -q 'SEARCH 1' || fail "IMAP does not show what procmail has put into new/"
say "procmail as mailbox_command: the user's rights, his rules, his extension, and his mail to be read"

send ms-anna broken
told local ms-anna@local.test 'status=sent'
case "$(file_of anna broken)" in "$people"/anna/Maildir/new/msg.*) ;; *) fail "what a failing rule let pass is lost" ;; esac
for code in '67 dsn=5.1.1, status=bounced (user unknown' '75 dsn=4.3.0, status=deferred (temporary failure' '77 dsn=5.7.0, status=bounced (permission denied' \
            '73 dsn=5.2.0, status=bounced (can.t create user output file' '69 dsn=5.3.0, status=bounced (service unavailable'; do
    send ms-anna "exit ${code%% *}"
    told local ms-anna@local.test "${code#* }"
done
say "procmail: a rule that fails, and what its exit status means"

send ms-bert plain
told local ms-bert@local.test 'status=sent (delivered to command: /usr/bin/maildrop -d "$USER")'
case "$(file_of bert plain)" in "$people"/bert/Maildir/new/*) ;; *) ls -lR "$people/bert" >&2; fail "maildrop" ;; esac
[ "$(stat -c %u "$(file_of bert plain)")" = 61002 ] || fail "maildrop's rights"
send ms-bert "for lists"
told local ms-bert@local.test 'status=sent'
case "$(file_of bert "for lists")" in "$people"/bert/Maildir/.lists/new/*) ;; *) fail "maildrop's rule" ;; esac
send ms-bert "exit 75"
told local ms-bert@local.test 'dsn=4.3.0, status=deferred (temporary failure'
send ms-bert "exit 77"
told local ms-bert@local.test 'dsn=5.7.0, status=bounced (permission denied'
say "maildrop as mailbox_command"

send ms-bert@pipe.test piped
told pipe ms-bert@pipe.test 'relay=maildrop, .*dsn=2.0.0, status=sent (delivered via maildrop service'
found=$(file_of bert piped)
grep -q '^Return-Path: <alice@elsewhere.test>' "$found" && grep -q '^Delivered-To: ms-bert@pipe.test' "$found" || fail "flags=DR"
send nosuch@pipe.test piped
told pipe nosuch@pipe.test 'relay=maildrop, .*dsn=[45]\.[0-9.]*, status=\(bounced\|deferred\)'
send anna@pipe.test piped
told pipe anna@pipe.test 'relay=procmail, .*status=sent (delivered via procmail service'
grep -qrs '^Subject: piped' "$people/anna/piped/new" || { ls -lR "$people/anna" >&2; fail "procmail as a transport"; }
send anna@pipe.test "exit 75"
told pipe anna@pipe.test 'dsn=4.3.0, status=deferred (temporary failure'
send anna@pipe.test "exit 67"
told pipe anna@pipe.test 'dsn=5.1.1, status=bounced (user unknown'
say "both as pipe transports"

stop
say "passed"
passed=yes

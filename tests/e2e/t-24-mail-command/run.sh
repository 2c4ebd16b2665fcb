#!/bin/sh
# mail(1) (Debian's bsd-mailx) and mutt hand their mail to sendmail.
. "$(dirname "$0")/../lib.sh"
need mail mutt openssl

configure
echo "myorigin = $domain" >>"$etc/main.cf"
user bob builder
start
mkdir "$work/user"
cat >"$work/user/sendmail" <<END
#!/bin/sh
exec "$program" -c "$etc" sendmail "\$@"
END
chmod 755 "$work/user/sendmail"
[ -z "$as" ] || chown -R nobody:nogroup "$work/user"
newest() { all_files bob | xargs ls -t | head -1; }

echo "set sendmail=$work/user/sendmail" >"$work/user/mailrc"
printf 'first line\n.\nlast line\n' | bounded $as env HOME="$work/user" MAILRC="$work/user/mailrc" mail -s "by mail" "bob@$domain" >"$work/out" 2>&1 ||
    { cat "$work/out"; fail "mail(1)"; }
arrived bob 1
file=$(newest)
grep -q '^Subject: by mail' "$file" && grep -qx 'last line' "$file" || { cat "$file"; fail "mail(1)'s message is not whole"; }
grep -q "^To: bob@$domain" "$file" && grep -q "^From: .*@$domain" "$file" || { cat "$file"; fail "mail(1)'s header"; }

printf 'set sendmail="%s -oem -oi"\nset from="x@%s"\nset use_envelope_from\n' "$work/user/sendmail" "$domain" >"$work/user/muttrc"
printf 'by mutt\n.\nend\n' | bounded $as env HOME="$work/user" mutt -n -F "$work/user/muttrc" -s "by mutt" -c bob -- "bob@$domain" >"$work/out" 2>&1 ||
    { cat "$work/out"; fail "mutt"; }
arrived bob 2
file=$(newest)
grep -qx 'end' "$file" && grep -q "^Return-Path: <x@$domain>" "$file" || { cat "$file"; fail "mutt's message"; }
stop
say "passed"
passed=yes

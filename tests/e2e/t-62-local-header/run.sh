#!/bin/sh
# W-13: mail(1) hands a message in, and what it lacks is added: Received with the user's number, Message-Id, Date, and a From
# with the full name of the passwd entry, in the form that header_from_format says.
. "$(dirname "$0")/../lib.sh"
need mail openssl

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
echo "set sendmail=$work/user/sendmail" >"$work/user/mailrc"

uid=$($as id -u) login=$($as id -un)
gecos=$(getent passwd "$uid" | cut -d: -f5 | cut -d, -f1 | sed "s/&/$(printf %s "$login" | sed 's/^./\U&/')/")
[ -n "$gecos" ] || gecos=$login
newest() { all_files bob | xargs ls -t | head -1; }
by_mail() {
    printf 'This is test mail from NASA\nregards,\nadmin\n' |
        bounded $as env -u NAME -u REPLYTO HOME="$work/user" MAILRC="$work/user/mailrc" mail -s "test from nasa" "bob@$domain" >"$work/out" 2>&1 ||
        { cat "$work/out"; fail "mail(1)"; }
}
line() { grep -Eq "$1" "$file" || { cat "$file"; fail "$2"; }; }

by_mail
arrived bob 1
file=$(newest)
line "^Received: by mail\.$domain \(Mailstead, from userid $uid\)" "Received does not name the user"
line '^	id [0-9A-F]+; (Mon|Tue|Wed|Thu|Fri|Sat|Sun), +[0-9]+ [A-Z][a-z]{2} [0-9]{4} [0-9:]{8} [+-][0-9]{4}' "Received's second line"
line "^To: bob@$domain" "To"
line '^Subject: test from nasa$' "Subject"
line "^Message-Id: <[0-9]{14}\.[0-9A-F]+@mail\.$domain>" "Message-Id"
line '^Date: (Mon|Tue|Wed|Thu|Fri|Sat|Sun), ' "Date"
line "^From: \"?$gecos\"? <$login@$domain>$" "From, in the standard form"
line '^This is test mail from NASA$' "the text"
say "standard: $(grep '^From:' "$file")"

stop
echo "header_from_format = obsolete" >>"$etc/main.cf"
start
by_mail
arrived bob 2
file=$(newest)
line "^From: $login@$domain \($gecos\)$" "From, in the obsolete form"
say "obsolete: $(grep '^From:' "$file")"

stop
say "passed"
passed=yes

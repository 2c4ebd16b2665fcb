#!/bin/sh
# make install into a directory of its own: what is there afterwards, with which modes; a server and the tools run from it;
# a second install changes no configuration and replaces no other mail server; uninstall leaves what is the administrator's.
. "$(dirname "$0")/../lib.sh"
need make openssl swaks

top=$(realpath "$library/../..")
dest=$work/dest
root=$dest/usr/local
install() { make -s -C "$top" "$@" DESTDIR="$dest" PROGRAM="$program" >"$work/out" 2>&1; }

mkdir -p "$dest"
install install || { cat "$work/out"; fail "make install"; }
for name in postfix postconf postmap postalias postqueue postsuper postcat postlog sendmail; do
    [ "$(readlink "$root/sbin/$name")" = mailstead ] || fail "sbin/$name"
done
for name in mailq newaliases; do [ "$(readlink "$root/bin/$name")" = ../sbin/mailstead ] || fail "bin/$name"; done
[ "$(readlink "$root/lib/sendmail")" = ../sbin/mailstead ] || fail "lib/sendmail"
[ "$(stat -c %a "$root/sbin/mailstead")" = 755 ] || fail "the program's mode"
cmp -s "$program" "$root/sbin/mailstead" && cmp -s "$program" "$root/sbin/postdrop" || fail "the program"
if [ "$(id -u)" -eq 0 ] && getent group postdrop >/dev/null; then
    [ "$(stat -c '%a %G' "$root/sbin/postdrop")" = "2755 postdrop" ] || fail "postdrop is $(stat -c '%a %G' "$root/sbin/postdrop")"
else
    [ "$(stat -c %a "$root/sbin/postdrop")" = 755 ] && grep -q "not set-gid" "$work/out" || fail "postdrop without its group"
fi
for page in "$top"/docs/man/*; do cmp -s "$page" "$root/share/man/man${page##*.}/$(basename "$page")" || fail "manual page $page"; done
[ "$(stat -c %a "$dest/etc/mailstead/main.cf")" = 644 ] && [ -f "$dest/etc/mailstead/master.cf" ] || fail "the first configuration"
[ -z "$(find "$dest" -type f ! -path "$root/*" ! -path "$dest/etc/mailstead/*")" ] || fail "files elsewhere: $(find "$dest" -type f)"
"$root/sbin/postconf" -c "$dest/etc/mailstead" -M | grep -q '^submissions\|^465 \|^smtps' || fail "master.cf has no submission"
"$root/sbin/postconf" -c "$dest/etc/mailstead" -n >"$work/out" 2>&1 || fail "the first main.cf"
! grep -qi 'warning\|fatal' "$work/out" || { cat "$work/out"; fail "the first main.cf"; }
say "installed"

# The program from there, with its names.
program=$root/sbin/mailstead
configure
user alice wonder
user bob builder
start
message "bob@$domain" "from an installation"
arrived bob 1
printf 'Subject: by its name\n\nx\n' | $as env MAIL_CONFIG="$etc" "$root/lib/sendmail" -f "alice@$domain" "bob@$domain" || fail "sendmail by its name"
arrived bob 2
# The message leaves the queue a moment after it has arrived.
says_empty() { [ "$($as env MAIL_CONFIG="$etc" "$root/bin/mailq")" = "Mail queue is empty" ]; }
wait_for 10 says_empty || fail "mailq by its name"
stop
say "a server runs from it"

program=$(realpath "$1")
echo "# mine" >>"$dest/etc/mailstead/main.cf"
install install || { cat "$work/out"; fail "a second make install"; }
[ "$(tail -1 "$dest/etc/mailstead/main.cf")" = "# mine" ] || fail "the configuration was replaced"
rm "$root/sbin/postconf"
echo "another mail server's" >"$root/sbin/postconf"
! install install || fail "another mail server's postconf was replaced"
grep -q "$root/sbin/postconf" "$work/out" || { cat "$work/out"; fail "it is not named"; }
[ "$(cat "$root/sbin/postconf")" = "another mail server's" ] || fail "it was replaced after all"
install install FORCE=1 && [ "$(readlink "$root/sbin/postconf")" = mailstead ] || { cat "$work/out"; fail "FORCE=1"; }
say "nothing of others is replaced unasked"

rm "$root/bin/mailq"
echo "another mail server's" >"$root/bin/mailq"
install uninstall || { cat "$work/out"; fail "make uninstall"; }
left=$(cd "$dest" && find . ! -type d | sort | tr '\n' ' ')
[ "$left" = "./etc/mailstead/main.cf ./etc/mailstead/master.cf ./usr/local/bin/mailq " ] || fail "left behind: $left"
say "uninstalled"
say "passed"
passed=yes

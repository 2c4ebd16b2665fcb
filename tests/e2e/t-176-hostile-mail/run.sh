#!/bin/sh
# Mail and IMAP commands that mean harm: an answer each, in bounded time and memory, and a neighbour who does not notice.
. "$(dirname "$0")/../lib.sh"
need python3

configure
echo "message_size_limit = 52428800" >>"$etc/main.cf"
user alice wonder
user bob wonder
python3 "$here/hostile.py" fill "$home/mail/$domain/bob"
[ "$(id -u)" -ne 0 ] || chown -R nobody:nogroup "$home/mail"
start
limit=100
bounded python3 "$here/hostile.py" ask "$imap" "$domain" "$server" || fail "see above"
stop
say "passed"
passed=yes

#!/bin/sh
# Thunderbird, driven by its remote protocol: an account is set up; it lists folders and messages, reads, flags, searches,
# copies, deletes and makes a folder; the server then holds all of it.
. "$(dirname "$0")/../lib.sh"
need thunderbird swaks curl python3

configure
user alice wonder
user bob builder
start
for number in 1 2 3 4; do message "bob@$domain" "letter $number" "The text of letter $number$([ $number -ne 3 ] || echo ', a needle in it')."; done
arrived bob 4
ask_imap bob builder "" 'CREATE "Projekte &APw-"' >/dev/null
ask_imap bob builder "" 'SUBSCRIBE "Projekte &APw-"' >/dev/null

limit=110
HOME=$work bounded python3 "$here/drive.py" "$work/profile" "$imap" "bob@$domain" builder >"$work/said" || { cat "$work/said" >&2; fail "Thunderbird"; }
said() { grep -q "^$1" "$work/said" || { cat "$work/said" >&2; fail "Thunderbird did not say '$1'"; }; }
said "folders: INBOX, Projekte"
said "subjects: letter 1, letter 2, letter 3, letter 4$"
said "text: The text of letter 2\.$"
said "search: letter 3$"
said "copy: 1$"
said "delete: 3$"

found() { ask_imap bob builder "$1" "UID SEARCH $2" | sed -n 's/^\* SEARCH *//p' | tr ' ' '\n' | wc -w; }
[ "$(found INBOX 'FLAGGED SUBJECT "letter 1"')" -eq 1 ] || fail "the flag did not reach the server"
[ "$(found INBOX 'SEEN SUBJECT "letter 2"')" -eq 1 ] || fail "what was read is not seen"
[ "$(found 'Projekte%20%26APw-' 'SUBJECT "letter 3"')" -eq 1 ] || fail "the copy is not there"
[ "$(found INBOX 'SUBJECT "letter 4"')" -eq 0 ] || fail "what was deleted is there"
ask_imap bob builder "" 'LIST "" "*"' | grep -q '"Made here"' || fail "the new folder is not there"
stop
say "passed"
passed=yes

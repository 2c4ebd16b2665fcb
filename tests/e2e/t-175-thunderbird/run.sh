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

# And by an encrypted password, as its settings call CRAM-MD5.
printf 'carols\n' | $as "$program" -c "$etc" user add "carol@$domain" --store-secret --password-stdin >/dev/null || fail "user add carol"
$as "$program" -c "$etc" reload >/dev/null || fail "reload"    # the first account with a secret
wait_for 10 sh -c "curl -sv --user x:y 'imap://127.0.0.1:$imap/' 2>&1 | grep -q AUTH=CRAM-MD5" || fail "CRAM-MD5 is not offered"
ask_imap carol carols "" 'CREATE "Projekte &APw-"' >/dev/null
ask_imap carol carols "" 'SUBSCRIBE "Projekte &APw-"' >/dev/null
HOME=$work bounded python3 "$here/drive.py" "$work/second" "$imap" "carol@$domain" carols passwordEncrypted folders >"$work/said" || { cat "$work/said" >&2; fail "Thunderbird with CRAM-MD5"; }
said "folders: INBOX, Projekte"
grep -q "imap-login: Login: user=<carol@$domain>, method=CRAM-MD5" "$home/log/mail.log" || fail "no login by CRAM-MD5 is in the log"
stop
say "passed"
passed=yes

#!/bin/sh
# neomutt with CONDSTORE and QRESYNC and its cache of headers: it flags and saves, the mailbox changes while it is away, and the
# next run, which only asks what changed, does the right thing to the right messages.
. "$(dirname "$0")/../lib.sh"
need neomutt swaks curl python3

configure
user alice wonder
user bob builder
start
for number in 1 2 3 4 5; do message "bob@$domain" "letter $number"; done
arrived bob 5
ask_imap bob builder "INBOX" "CREATE Saved" >/dev/null

cat >"$work/rc" <<END
set ssl_force_tls=yes ssl_verify_host=no ssl_verify_dates=no
set certificate_file="$etc/cert.pem"
set imap_user="bob@$domain" imap_pass="builder"
set folder="imaps://localhost:$imaps/"
set spool_file="imaps://localhost:$imaps/INBOX"
set imap_condstore=yes imap_qresync=yes header_cache="$work/cache"
set wait_key=no confirm_append=no confirm_create=no delete=yes quit=yes sleep_time=0
set sort=mailbox-order resolve=no
END
mkdir "$work/cache"
# run KEYS: one session.
run() {
    { cat "$work/rc"; echo "push \"$1\""; } >"$work/rc.now"
    HOME=$work bounded python3 "$library/../lib/terminal.py" "$work/neomutt.out" - neomutt -n -F "$work/rc.now" ||
        { strings "$work/neomutt.out" | tail -20 >&2; fail "neomutt: $1"; }
}
subjects() { ask_imap bob builder "$1" "FETCH 1:* (FLAGS BODY.PEEK[HEADER.FIELDS (SUBJECT)])" >"$work/list"; }
found() { ask_imap bob builder "$1" "UID SEARCH $2" | sed -n 's/^\* SEARCH *//p' | tr ' ' '\n' | wc -w; }

run "<first-entry><flag-message><next-entry><save-message>=Saved<enter><sync-mailbox><quit>"
[ "$(found INBOX 'FLAGGED SUBJECT "letter 1"')" -eq 1 ] || fail "the flag is not there"
[ "$(found Saved 'SUBJECT "letter 2"')" -eq 1 ] || fail "the saved message is not in the other folder"
[ "$(found INBOX ALL)" -eq 4 ] || fail "the saved message is still in INBOX"

# While it is away: the flag goes, letter 3 goes, letter 6 comes. What neomutt sees then is 1, 4, 5, 6.
ask_imap bob builder INBOX 'UID STORE 1 -FLAGS (\Flagged)' >/dev/null
ask_imap bob builder INBOX 'UID STORE 3 +FLAGS (\Deleted)' >/dev/null
ask_imap bob builder INBOX 'EXPUNGE' >/dev/null
message "bob@$domain" "letter 6"
arrived bob 5
run "<first-entry><next-entry><flag-message><last-entry><save-message>=Saved<enter><sync-mailbox><quit>"
[ "$(found INBOX 'FLAGGED SUBJECT "letter 4"')" -eq 1 ] || fail "the second message was another one than letter 4"
[ "$(found INBOX FLAGGED)" -eq 1 ] || fail "a flag that was taken away came back"
[ "$(found Saved 'SUBJECT "letter 6"')" -eq 1 ] || fail "the last message was another one than letter 6"
[ "$(found INBOX ALL)" -eq 3 ] || fail "not three messages left"
stop
say "passed"
passed=yes

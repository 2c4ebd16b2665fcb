#!/bin/sh
# mutt sends a message with an attachment through msmtp, and without a terminal opens the mailbox by IMAP, saves the
# message into another folder, flags what stays and deletes.
. "$(dirname "$0")/../lib.sh"
need mutt msmtp curl python3

configure
user alice wonder
user bob builder
start

cat >"$work/msmtprc" <<END
account default
host localhost
port $submission
from alice@$domain
auth plain
user alice@$domain
password wonder
tls on
tls_starttls on
tls_trust_file $etc/cert.pem
END
chmod 600 "$work/msmtprc"
cat >"$work/sending" <<END
set sendmail="msmtp -C $work/msmtprc"
set from="alice@$domain"
set use_from=yes realname="Alice" copy=no
END
printf 'The attachment, with an \303\244.\n' >"$work/note.txt"
echo "The text." | HOME=$work bounded mutt -F "$work/sending" -s "From mutt" -a "$work/note.txt" -- "bob@$domain" \
    >"$work/mutt.log" 2>&1 || { cat "$work/mutt.log" >&2; fail "mutt did not send"; }
message "bob@$domain" "second"
arrived bob 2
ask_imap bob builder "INBOX" "CREATE Saved" >/dev/null

cat >"$work/reading" <<END
set ssl_force_tls=yes ssl_verify_host=no ssl_verify_dates=no
set certificate_file="$etc/cert.pem"
set imap_user="bob@$domain" imap_pass="builder"
set folder="imaps://localhost:$imaps/"
set spoolfile="imaps://localhost:$imaps/INBOX"
set wait_key=no confirmappend=no confirmcreate=no delete=yes quit=yes sleep_time=0
set sort=mailbox-order
push "<first-entry><flag-message><next-entry><save-message>=Saved<enter><sync-mailbox><quit>"
END
HOME=$work bounded python3 "$library/../lib/terminal.py" "$work/mutt.out" - mutt -n -F "$work/reading" || { strings "$work/mutt.out" | tail -20 >&2; fail "mutt did not read by IMAP"; }

ask_imap bob builder INBOX "UID SEARCH FLAGGED" | grep -q '^\* SEARCH [0-9]' || fail "the flag that mutt set is not there"
ask_imap bob builder Saved 'SEARCH ALL' | grep -q '^\* SEARCH 1$' || fail "the saved message is not in the other folder"
ask_imap bob builder INBOX 'SEARCH ALL' | grep -q '^\* SEARCH 1$' || fail "the saved message is still in INBOX"
grep -rq '^Subject: From mutt' "$home/mail/$domain/bob" || fail "mutt's message is not in the mailbox"

stop
say "passed"
passed=yes

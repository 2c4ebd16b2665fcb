#!/bin/sh
# mbsync in both directions: messages, flags, a new folder and deletions, made on either side, arrive on the other.
. "$(dirname "$0")/../lib.sh"
need swaks mbsync curl

configure
user alice wonder
user bob builder
start
for number in 1 2 3 4; do message "bob@$domain" "sync $number"; done
arrived bob 4

local=$work/local
mkdir -p "$local"
cat >"$work/mbsyncrc" <<END
IMAPAccount mailstead
Host localhost
Port $imaps
User bob@$domain
Pass builder
SSLType IMAPS
CertificateFile $etc/cert.pem

IMAPStore far
Account mailstead

MaildirStore near
Path $local/
Inbox $local/INBOX
SubFolders Verbatim

Channel all
Far :far:
Near :near:
Patterns *
Create Both
Expunge Both
SyncState *
END
sync() { bounded mbsync -c "$work/mbsyncrc" -a >"$work/mbsync.log" 2>&1 || { cat "$work/mbsync.log" >&2; fail "mbsync: $1"; }; }
near() { grep -l "^Subject: $1" "$local"/INBOX/new/* "$local"/INBOX/cur/* 2>/dev/null || true; }
flags() { ask_imap bob builder "$2" "UID FETCH 1:* (FLAGS BODY.PEEK[HEADER.FIELDS (SUBJECT)])" >"$work/flags"; ask_imap bob builder "$2" "UID SEARCH $1" | sed -n 's/^\* SEARCH *//p'; }
words() { set -- $1; echo $#; }

sync "first"
[ "$(find "$local/INBOX" -type f -path '*/new/*' | wc -l)" -eq 4 ] || fail "not four messages fetched"

# Far side: one flagged, one deleted for good.
ask_imap bob builder INBOX 'UID STORE 1 +FLAGS (\Flagged)' >/dev/null
ask_imap bob builder INBOX 'UID STORE 2 +FLAGS (\Deleted)' >/dev/null
ask_imap bob builder INBOX 'EXPUNGE' >/dev/null
sync "changes of the far side"
[ -z "$(near 'sync 2')" ] || fail "a deletion on the server did not reach the client"
case $(near 'sync 1') in *:2,*F*) ;; *) fail "a flag set on the server did not reach the client" ;; esac

# Near side: one answered and seen, one deleted, one new message, one new folder with a message in it.
third=$(near 'sync 3')
mv "$third" "$local/INBOX/cur/$(basename "${third%%:2,*}"):2,RS"
fourth=$(near 'sync 4')
mv "$fourth" "$local/INBOX/cur/$(basename "${fourth%%:2,*}"):2,T"
printf 'From: bob@%s\nSubject: written here\n\nNear.\n' "$domain" >"$local/INBOX/new/1.near.host"
mkdir -p "$local/Projects/new" "$local/Projects/cur" "$local/Projects/tmp"
printf 'From: bob@%s\nSubject: in a folder\n\nNear.\n' "$domain" >"$local/Projects/cur/2.near.host:2,S"
sync "changes of the near side"
[ "$(words "$(flags 'ANSWERED SEEN SUBJECT "sync 3"' INBOX)")" -eq 1 ] || fail "flags set by the client did not reach the server"
[ "$(words "$(flags 'SUBJECT "sync 4"' INBOX)")" -eq 0 ] || fail "a deletion by the client did not reach the server"
[ "$(words "$(flags 'SUBJECT "written here"' INBOX)")" -eq 1 ] || fail "a new message did not reach the server"
[ "$(words "$(flags 'SEEN SUBJECT "in a folder"' Projects)")" -eq 1 ] || fail "a new folder did not reach the server"

# Nothing changes when nothing changed.
before=$(all_files bob | sort | sha256sum)
sync "again"
[ "$before" = "$(all_files bob | sort | sha256sum)" ] || fail "a sync without changes changed the mailbox"

stop
say "passed"
passed=yes

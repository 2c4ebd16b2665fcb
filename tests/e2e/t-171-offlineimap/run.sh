#!/bin/sh
# OfflineIMAP in both directions: messages, flags, a new folder and deletions, made on either side, arrive on the other.
. "$(dirname "$0")/../lib.sh"
need swaks offlineimap curl

configure
user alice wonder
user bob builder
start
for number in 1 2 3 4; do message "bob@$domain" "sync $number"; done
arrived bob 4

local=$work/local
cat >"$work/offlineimaprc" <<END
[general]
metadata = $work/metadata
accounts = bob
socktimeout = 20
[Account bob]
localrepository = near
remoterepository = far
[Repository near]
type = Maildir
localfolders = $local
sep = .
[Repository far]
type = IMAP
remotehost = localhost
remoteport = $imaps
remoteuser = bob@$domain
remotepass = builder
ssl = yes
sslcacertfile = $etc/cert.pem
createfolders = True
END
sync() { HOME=$work bounded offlineimap -c "$work/offlineimaprc" -o -u basic >"$work/offlineimap.log" 2>&1 || { tail -20 "$work/offlineimap.log" >&2; fail "offlineimap: $1"; }; }
near() { grep -l "^Subject: $1" "$local"/INBOX/new/* "$local"/INBOX/cur/* 2>/dev/null || true; }
found() { ask_imap bob builder "$2" "UID SEARCH $1" | sed -n 's/^\* SEARCH *//p' | wc -w; }

sync "first"
[ "$(find "$local/INBOX" -type f -path '*/INBOX/*' | grep -c '/\(new\|cur\)/')" -eq 4 ] || fail "not four messages fetched"

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
rm "$(near 'sync 4')"
printf 'From: bob@%s\nMessage-ID: <near.1@%s>\nDate: Fri, 27 Nov 2026 10:00:00 +0000\nSubject: written here\n\nNear.\n' "$domain" "$domain" >"$local/INBOX/new/1.near.host"
mkdir -p "$local/Projects/new" "$local/Projects/cur" "$local/Projects/tmp"
printf 'From: bob@%s\nMessage-ID: <near.2@%s>\nDate: Fri, 27 Nov 2026 10:00:00 +0000\nSubject: in a folder\n\nNear.\n' "$domain" "$domain" >"$local/Projects/cur/2.near.host:2,S"
sync "changes of the near side"
[ "$(found 'ANSWERED SEEN SUBJECT "sync 3"' INBOX)" -eq 1 ] || fail "flags set by the client did not reach the server"
[ "$(found 'SUBJECT "sync 4"' INBOX)" -eq 0 ] || fail "a deletion by the client did not reach the server"
[ "$(found 'SUBJECT "written here"' INBOX)" -eq 1 ] || fail "a new message did not reach the server"
[ "$(found 'SEEN SUBJECT "in a folder"' Projects)" -eq 1 ] || fail "a new folder did not reach the server"

# Nothing changes when nothing changed.
before=$(all_files bob | sort | sha256sum)
sync "again"
[ "$before" = "$(all_files bob | sort | sha256sum)" ] || fail "a sync without changes changed the mailbox"

stop
say "passed"
passed=yes

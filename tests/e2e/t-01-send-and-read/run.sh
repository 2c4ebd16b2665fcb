#!/bin/sh
# The whole way: swaks with STARTTLS and AUTH on the submission port, a client in IDLE sees the message come, the file
# lies in new/, mbsync and curl (POP3 under TLS) fetch it unchanged.
. "$(dirname "$0")/../lib.sh"
need swaks mbsync curl python3

configure
user alice wonder
user bob builder
start

python3 "$library/idle.py" "$imaps" "bob@$domain" builder \
    swaks --server "127.0.0.1:$submission" --tls --auth PLAIN --auth-user "alice@$domain" --auth-password wonder \
    --from "alice@$domain" --to "bob@$domain" --header "Subject: first" --body "The marker is 4711." >"$work/idle.out" 2>&1 ||
    { cat "$work/idle.out" >&2; fail "the IDLE client did not see the message in time"; }
say "$(cat "$work/idle.out")"

[ "$(new_files bob | wc -l)" -eq 1 ] || fail "not exactly one file in new/"
file=$(new_files bob)
grep -q '^Return-Path: <alice@example.test>' "$file" || fail "no Return-Path"
grep -q 'with ESMTPSA id' "$file" || fail "Received does not say ESMTPSA"
grep -q '^The marker is 4711' "$file" || fail "the body is not in the file"

bounded curl -sk --user "bob@$domain:builder" "pop3s://127.0.0.1:$pop3s/1" | tr -d '\r' >"$work/by-pop3"
file=$(all_files bob)    # reading it by POP3 may move it to cur/
sed 's/\r$//' "$file" >"$work/by-file"
cmp "$work/by-file" "$work/by-pop3" || fail "POP3 gave something else than the file"

mkdir -p "$work/local"
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
Path $work/local/
Inbox $work/local/INBOX

Channel all
Far :far:
Near :near:
Create Near
Expunge None
SyncState *
END
bounded mbsync -c "$work/mbsyncrc" -a >"$work/mbsync.log" 2>&1 || { cat "$work/mbsync.log" >&2; fail "mbsync"; }
fetched=$(find "$work/local" -type f -path '*/new/*' -o -type f -path '*/cur/*')
[ "$(echo "$fetched" | wc -l)" -eq 1 ] || fail "mbsync fetched: $fetched"
# mbsync adds one header line of its own.
grep -v '^X-TUID:' "$fetched" | sed 's/\r$//' | cmp - "$work/by-file" || fail "IMAP gave something else than the file"

stop
say "passed"
passed=yes

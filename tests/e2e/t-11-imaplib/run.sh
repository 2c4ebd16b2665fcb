#!/bin/sh
# Python's imaplib through all it has, and IDLE on the wire.
. "$(dirname "$0")/../lib.sh"
need python3

configure
user alice wonder
user bob builder
start
bounded python3 "$here/tour.py" "$imap" "$imaps" "bob@$domain" builder "$home/mail/$domain/bob" || fail "imaplib"
stop
say "passed"
passed=yes

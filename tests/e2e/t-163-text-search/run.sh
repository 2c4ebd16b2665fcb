#!/bin/sh
# Search for text before a mailbox is indexed, after it, after a restart, with the index damaged, and with it switched off.
. "$(dirname "$0")/../lib.sh"
need python3 sqlite3

configure
user alice wonder
start
texts() { find "$home" -name text.db; }
# The server holds the file: a copy is looked at.
rows() {
    rm -rf "$work/copy" && mkdir "$work/copy" && cp "$(texts)" "$(texts)"-wal "$work/copy" 2>/dev/null
    sqlite3 "$work/copy/text.db" 'SELECT count(*) FROM places' 2>/dev/null || echo 0
}
all_indexed() { [ "$(rows)" -eq 300 ]; }

limit=120 bounded python3 "$here/fill.py" "$imap" "alice@$domain" wonder || fail "APPEND"
[ -z "$(texts)" ] || fail "an index before the first search"
search() { bounded python3 "$here/search.py" "$imap" "alice@$domain" wonder || fail "$1"; }
search "search by reading"
is_there() { [ -n "$(texts)" ]; }
wait_for 20 is_there || fail "no text.db after a search"
search "search while it is indexed"
wait_for 60 all_indexed || fail "$(rows) messages are indexed, not 300"
search "search with the index"
stop

start
search "search after a restart"
stop
printf 'this is no database, and what was here is gone' >"$(texts)"
start
search "search with a damaged index"
wait_for 60 all_indexed || fail "$(rows) messages are indexed anew, not 300"
search "search with the new index"
stop

rm -f "$(texts)"
echo "imapd_text_index = no" >>"$etc/main.cf"
start
search "search without an index"
stop
[ -z "$(texts)" ] || fail "an index that was switched off"
say "passed"
passed=yes

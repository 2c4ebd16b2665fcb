#!/bin/sh
# What accounts keep beside their mail: export and import carry it, a backup of the running server has it, and whoever gets an
# address that somebody else had inherits nothing of it.
. "$(dirname "$0")/../lib.sh"
need python3

configure
for one in alice bob carol; do user $one wonder; done
run() {
    wanted=$1 got=0
    shift
    bounded $as "$program" -c "$etc" "$@" >"$work/out" 2>&1 || got=$?
    [ $got -eq "$wanted" ] || { cat "$work/out" >&2; fail "$* ended with $got instead of $wanted"; }
}
# imap USER COMMAND...: the untagged lines and then the answer of each.
imap() {
    bounded python3 - "$imaps" "$domain" "$@" >"$work/said" <<'END' || { cat "$work/said" >&2; fail "no answer: $*"; }
import imaplib, ssl, sys
port, domain, user = int(sys.argv[1]), *sys.argv[2:4]
box = imaplib.IMAP4_SSL("127.0.0.1", port, ssl_context=ssl._create_unverified_context())
box.login(f"{user}@{domain}", "wonder")
for command in sys.argv[4:]:
    tag = box._new_tag()
    box.send(tag + b" " + command.encode() + b"\r\n")
    while True:
        line = box.readline().rstrip(b"\r\n")
        if not line:
            sys.exit("the connection is gone")
        print(line.replace(tag, b"T", 1).decode())
        if line.startswith(tag):
            break
END
}
says() { # says PATTERN USER COMMAND...
    pattern=$1
    shift
    imap "$@"
    grep -q "$pattern" "$work/said" || { cat "$work/said" >&2; fail "$*: '$pattern' was not said"; }
}
never() { ! grep -q "$1" "$work/said" || { cat "$work/said" >&2; fail "'$1' was said"; }; }
has_row() { # has_row FILE TABLE PATTERN
    python3 -c 'import sqlite3, sys; [print(*r) for r in sqlite3.connect(sys.argv[1]).execute("SELECT * FROM " + sys.argv[2])]' "$1" "$2" >"$work/rows"
    grep -q "$3" "$work/rows" || fail "the backup's $1: $(cat "$work/rows")"
}
work_of='"Other Users.alice@example=2Etest.Work"'

start
says '^T OK Setmetadata' alice 'CREATE Work' "SETACL Work bob@$domain lrs" "SETACL Work carol@$domain lr" 'SETACL INBOX anyone l' \
    'SETMETADATA Work (/shared/comment "ours" /private/comment "mine")' 'SETMETADATA "" (/private/filters/values/small "SMALLER 5000")'
says '^T OK Setmetadata' bob "SETMETADATA $work_of (/private/comment \"of bob\")" 'SETMETADATA INBOX (/private/comment "in his inbox")'
says '^T OK Setacl' bob 'CREATE Notes' "SETACL Notes carol@$domain lr"

# Carried elsewhere, by each form.
[ "$(id -u)" -ne 0 ] || chown nobody:nogroup "$work"
user dora wonder
for form in maildir tar mbox; do
    user "to-$form" wonder
    run 0 export --format $form "alice@$domain" "$work/alice.$form"
    run 0 import --access --format $form "to-$form@$domain" "$work/alice.$form"
    says "^\* ACL Work to-$form@$domain .* bob@$domain lrs carol@$domain lr$" "to-$form" 'GETACL Work' 'GETACL INBOX' \
        'GETMETADATA Work (/shared/comment /private/comment)' 'GETMETADATA "" (/private/filters/values/small)'
    grep -q '/shared/comment "ours" /private/comment "mine"' "$work/said" || { cat "$work/said" >&2; fail "$form: the annotations"; }
    grep -q 'SMALLER 5000' "$work/said" || { cat "$work/said" >&2; fail "$form: the filter"; }
    grep -q 'INBOX .* anyone l$' "$work/said" || { cat "$work/said" >&2; fail "$form: the list of INBOX"; }
    says "Other Users.to-$form@example=2Etest.Work" bob 'LIST "" *'
done
# What the store does not take ends nothing.
python3 -c 'print("{\"folder\":[],\"name\":\"/shared/" + "n" * 300000 + "\",\"value\":\"\"}")' >>"$work/alice.maildir/mailstead-records"
run 1 import "dora@$domain" "$work/alice.maildir" Huge
grep -q '1 annotations or access rights were refused' "$work/out" || fail "a huge line: $(cat "$work/out")"
run 0 import "dora@$domain" "$work/alice.tar" Old
grep -q '3 entries of access lists were left out' "$work/out" || fail "access lists without --access: $(cat "$work/out")"
says '/shared/comment "ours"' dora 'GETMETADATA Old.Work (/shared/comment)' 'GETMETADATA "" (/private/filters/values/small)' 'GETACL Old.Work'
never 'SMALLER'
never "bob@$domain"
say "export and import carry annotations and access lists"

run 0 backup "$work/backup"
store=$work/backup/index/store.db
[ -e "$store" ] || fail "the backup has no store.db"
has_row "$store" grants "bob@$domain alice@$domain"
mine=$(find "$work/backup/index" -path "*/alice@$domain/account.db")
[ -n "$mine" ] || fail "the backup has no account.db of alice"
has_row "$mine" access "Work bob@$domain lrs"
say "the backup of the running server has them"

# An address passes to somebody else: while the server runs, and while it is stopped.
has_nothing() { # has_nothing NAME: nothing of him is left, nor comes back.
    user "$1" wonder
    says "^T OK" alice 'GETACL Work'
    never "$1@"
    says '/private/comment NIL' "$1" 'LIST "" *' 'GETMETADATA INBOX (/private/comment)'
    never 'Other Users.alice@example=2Etest.Work'
}
run 0 user del "bob@$domain"
has_nothing bob
says '^T OK' carol 'LIST "" *'
grep -q 'Other Users.alice@example=2Etest.Work"$' "$work/said" || fail "carol lost what is hers"
never 'bob@example'
stop
run 0 user del "carol@$domain"
run 67 user del "carol@$domain"
start
has_nothing carol
says "anyone l$" alice 'GETACL INBOX'
stop
passed=yes
say "who gets an address inherits nothing"

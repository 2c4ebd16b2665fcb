#!/bin/sh
# What one user shares another sees, no more, and after the server was killed as before; a quota that an administrator sets by
# IMAP holds for the next delivery; annotations are there after a kill.
. "$(dirname "$0")/../lib.sh"
need swaks python3 curl

configure
cat >>"$etc/main.cf" <<END
imapd_administrators = root@$domain
END
user alice wonder
user bob builder
user carol carrot
user root rooster
start

# imap USER PASSWORD COMMAND...: the untagged lines and then the answer of each.
imap() {
    bounded python3 - "$imaps" "$domain" "$@" <<'END'
import imaplib, ssl, sys
port, domain, user, password = int(sys.argv[1]), *sys.argv[2:5]
box = imaplib.IMAP4_SSL("127.0.0.1", port, ssl_context=ssl._create_unverified_context())
box.login(f"{user}@{domain}", password)
for command in sys.argv[5:]:
    tag = box._new_tag()
    box.send(tag + b" " + command.encode() + b"\r\n")
    while True:
        line = box.readline()
        if not line:
            sys.exit("the connection is gone")
        line = line.rstrip(b"\r\n")
        print(line.replace(tag, b"T", 1).decode())
        if line.startswith(tag):
            break
END
}
says() { # says PATTERN WHAT USER PASSWORD COMMAND...
    pattern=$1 what=$2
    shift 2
    imap "$@" >"$work/said" 2>&1 || { cat "$work/said" >&2; fail "$what: no answer"; }
    grep -q "$pattern" "$work/said" || { cat "$work/said" >&2; fail "$what: '$pattern' was not said"; }
}
never() { ! grep -q "$1" "$work/said" || { cat "$work/said" >&2; fail "'$1' was said"; }; }

shared='"Other Users.alice@example=2Etest.Work"'
message "alice@$domain" secret
arrived alice 1
says '^T OK .*Create' "CREATE" alice wonder 'CREATE Work' 'CREATE Work.Private' 'SELECT INBOX' 'COPY 1 Work' 'COPY 1 Work.Private'
says '^T NO \[NONEXISTENT\]' "before a grant" bob builder "SELECT $shared" "STATUS $shared (MESSAGES)" 'LIST "" *'
never "Other Users"
says '^T OK Setacl' "SETACL" alice wonder "SETACL Work bob@$domain lr" 'SETMETADATA Work (/shared/comment "ours" /private/comment "mine")'
says 'Other Users.alice@example=2Etest.Work"$' "LIST" bob builder 'LIST "" *'
never Private
says '^T OK \[READ-ONLY\]' "SELECT" bob builder "SELECT $shared" 'FETCH 1 BODY[HEADER.FIELDS (SUBJECT)]' 'STORE 1 +FLAGS (\Seen)' "GETMETADATA $shared (/shared/comment /private/comment)"
grep -q '^Subject: secret' "$work/said" || fail "the message was not read"
grep -q '^T NO \[READ-ONLY\]' "$work/said" || fail "a flag was changed"
grep -q '/shared/comment "ours" /private/comment NIL' "$work/said" || fail "the annotations are not those of another user"
for name in 'Other Users.alice@example=2Etest.Work.Private' 'Other Users.alice@example=2Etest.INBOX' 'Other Users...alice.Work' \
    'Other Users.=2E=2E/alice.Work' 'Other Users.../../alice' 'Other Users.carol@example=2Etest.INBOX' 'Other Users.nobody.INBOX'; do
    says '^T NO \[NONEXISTENT\]' "$name" bob builder "SELECT \"$name\""
done
says '^T NO \[NONEXISTENT\]' "another user" carol carrot "SELECT $shared"
[ ! -e "$home/mail/$domain/nobody" ] || fail "a Maildir was made for nobody"
say "bob sees what alice shares, and no more"

says '^T NO \[NOPERM\]' "SETQUOTA of a user" bob builder 'SETQUOTA "User quota" (MESSAGE 100)'
says 'QUOTA "User quota/bob@example.test" (MESSAGE 0 1)' "SETQUOTA" root rooster "SETQUOTA \"User quota/bob@$domain\" (MESSAGE 1)"
message "bob@$domain" first
arrived bob 1
message "bob@$domain" second
logged "to=<bob@$domain>.*status=bounced"
arrived bob 1
say "the quota holds for deliveries"

kill -KILL "$server"
wait "$server" 2>/dev/null || true
start
says '^T OK \[READ-ONLY\]' "after the kill" bob builder "SELECT $shared" "MYRIGHTS $shared"
says 'MESSAGE 1 1' "the quota after the kill" bob builder 'GETQUOTAROOT INBOX'
says '/private/comment "mine" /shared/comment "ours"' "annotations after the kill" alice wonder 'RENAME Work Done' 'GETMETADATA Done (DEPTH 1) (/private /shared)'
says 'Other Users.alice@example=2Etest.Done"$' "LIST after a rename" bob builder 'LIST "" *'
says '^T OK Deleteacl' "DELETEACL" alice wonder "DELETEACL Done bob@$domain"
says '^T NO \[NONEXISTENT\]' "after DELETEACL" bob builder 'SELECT "Other Users.alice@example=2Etest.Done"' 'LIST "" *'
never "Other Users.alice"
stop
say "rights, limits and annotations are there after a kill"
passed=yes

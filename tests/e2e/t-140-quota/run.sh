#!/bin/sh
# Quotas: a full account refuses for good or for now, alone among the recipients; IMAP tells and keeps them; maildirsize is
# the one that Dovecot's Maildir++ quota and maildrop's deliverquota keep on the same Maildir.
. "$(dirname "$0")/../lib.sh"
PATH=$PATH:/usr/sbin
need swaks python3 doveadm deliverquota.maildrop

configure
bytes=6000 messages=8
cat >>"$etc/main.cf" <<END
mailbox_quota_maps = inline:{ann@$domain=100C}
mailbox_quota = 1G
END
user alice wonder
user bob builder
user ann apple
$as "$program" -c "$etc" user quota "bob@$domain" "${bytes}S,${messages}C" || fail "user quota"
$as "$program" -c "$etc" user show "bob@$domain" | grep -q "^quota: ${bytes}S,${messages}C\$" || fail "user show has no quota"
! $as "$program" -c "$etc" user quota "bob@$domain" much 2>/dev/null || fail "a quota that cannot be read was taken"
start

maildir=$home/mail/$domain/bob
dovecot=$work/dovecot
mkdir -p "$dovecot/run" "$dovecot/state" "$dovecot/home"
sed -e "s|@dovecot@|$dovecot|g; s|@maildir@|$maildir|g; s|@bytes@|$bytes|; s|@messages@|$messages|" "$here/dovecot.conf" >"$dovecot/dovecot.conf"
[ "$(id -u)" -ne 0 ] || chown -R nobody:nogroup "$dovecot"
adm() { bounded env HOME="$dovecot/home" USER=bob $as doveadm -c "$dovecot/dovecot.conf" "$@" 2>>"$work/doveadm.err"; }

# Octets and messages: as our file sums up, and as Dovecot says it, its STORAGE being 1024 octets, rounded up.
ours() { awk 'NR > 1 { o += $1; n += $2 } END { print o + 0, n + 0 }' "$maildir/maildirsize"; }
on_disk() { find "$maildir" \( -path '*/new/*' -o -path '*/cur/*' \) -type f -printf '%s\n' | awk '{ o += $1; n++ } END { print o + 0, n + 0 }'; }
dovecots() { adm -f tab quota get | awk -F '\t' '$2 == "STORAGE" { o = $3 } $2 == "MESSAGE" { n = $3 } END { print o, n }'; }
agree() {
    [ "$(ours)" = "$(on_disk)" ] || { cat "$maildir/maildirsize" >&2; fail "$1: maildirsize says $(ours), the Maildir has $(on_disk)"; }
    set -- "$1" $(ours)
    [ "$(dovecots)" = "$((($2 + 1023) / 1024)) $3" ] || { cat "$work/doveadm.err" >&2; fail "$1: Dovecot says $(dovecots) instead of $((($2 + 1023) / 1024)) $3"; }
    [ "$(head -1 "$maildir/maildirsize")" = "${bytes}S,${messages}C" ] || fail "$1: the first line is $(head -1 "$maildir/maildirsize")"
}

message "bob@$domain" first
arrived bob 1
agree "a delivery"
printf 'Subject: from Dovecot\n\nbody\n' | adm save || fail "doveadm save"
agree "Dovecot's save"
printf 'From: a@b.test\nSubject: from maildrop\n\nbody\n' | $as deliverquota.maildrop "$maildir" || fail "deliverquota"
agree "maildrop's deliverquota"
say "Dovecot and maildrop agree on what is there"

imap() {
    bounded python3 - "$imaps" "$@" <<'END'
import imaplib, ssl, sys
port, what = int(sys.argv[1]), sys.argv[2]
context = ssl._create_unverified_context()
box = imaplib.IMAP4_SSL("127.0.0.1", port, ssl_context=context)
box.login("bob@example.test", "builder")
box.select("INBOX")
if what == "append":
    print(*box.append("INBOX", None, None, b"Subject: x\r\n\r\n" + b"y" * int(sys.argv[3]) + b"\r\n"))
elif what == "expunge":
    box.store(sys.argv[3], "+FLAGS.SILENT", r"(\Deleted)")
    print(*box.expunge())
elif what == "copy":
    print(*box.copy(sys.argv[3], sys.argv[4]))
elif what == "move":
    print(*box.uid("MOVE", sys.argv[3], sys.argv[4]))
elif what == "create":
    print(*box.create(sys.argv[3]))
elif what == "delete":
    print(*box.delete(sys.argv[3]))
else:
    print(*box.getquotaroot("INBOX"))
END
}
imap root | grep -q 'QUOTAROOT\|"User quota"' || fail "GETQUOTAROOT: $(imap root)"
imap root | grep -q "(STORAGE [12] 6 MESSAGE 3 $messages)" || fail "GETQUOTAROOT: $(imap root)"
imap append 10 | grep -q '^OK' || fail "APPEND"
agree "APPEND"
imap create Saved | grep -q '^OK' || fail "CREATE"
imap copy 1:2 Saved | grep -q '^OK' || fail "COPY"
agree "COPY"
imap move 3 Saved | grep -q '^OK' || fail "MOVE"
agree "MOVE"
imap append 9000 | grep -q '^NO .*\[OVERQUOTA\]' || fail "an APPEND of 9000 octets into a quota of $bytes"
imap copy 1:3 Saved | grep -q '^NO .*\[OVERQUOTA\]' || fail "a COPY of three into a room for two"
agree "what was refused"
imap expunge 1 >/dev/null
agree "EXPUNGE"
imap delete Saved | grep -q '^OK' || fail "DELETE"
agree "DELETE"
say "APPEND, COPY, MOVE, EXPUNGE and DELETE count; what is too much is refused whole"

has=$(count_of bob)
taken "alice@$domain" "bob@$domain,ann@$domain" fits
arrived ann 1
arrived bob $((has + 1))
body=$(head -c 9000 /dev/zero | tr '\0' 'x' | fold -w 70)
bounded swaks --server "127.0.0.1:$smtp" --local-interface 127.0.0.99 --from "alice@$domain" --to "bob@$domain,ann@$domain" \
    --helo client.example --header "Subject: toomuch" --body "$body" >"$work/swaks.log" 2>&1 || fail "the big message was not taken"
arrived ann 2
logged "to=<bob@$domain>, .*dsn=5.2.2, status=bounced (.*mailbox is full" || fail "no log line of the full mailbox"
logged "to=<ann@$domain>, .*status=sent" || fail "no log line of the other recipient"
arrived alice 1
grep -q '^Status: 5.2.2' $(all_files alice) || fail "the notice does not say 5.2.2"
grep -q "bob@$domain" $(all_files alice) || fail "the notice does not name the full mailbox"
! grep -q "^Final-Recipient: .*ann@$domain" $(all_files alice) || fail "the notice names who got it"
arrived bob $((has + 1))
agree "after a refusal"
say "two recipients, one full: one copy and one notice with 5.2.2"

$as "$program" -c "$etc" user show "bob@$domain" | grep -q "^quota usage: $(ours | cut -d' ' -f1) of $bytes octets, $(ours | cut -d' ' -f2) of $messages messages\$" ||
    fail "user show: $($as "$program" -c "$etc" user show "bob@$domain")"

stop
echo 'mailbox_quota_reject_code = 452' >>"$etc/main.cf"
start
bounded swaks --server "127.0.0.1:$smtp" --local-interface 127.0.0.99 --from "alice@$domain" --to "bob@$domain" \
    --helo client.example --header "Subject: later" --body "$body" >"$work/swaks.log" 2>&1 || fail "the big message was not taken again"
logged "to=<bob@$domain>, .*dsn=4.2.2, status=deferred (.*mailbox is full" || fail "no deferral with 452"
say "452 by parameter"

stop
say "passed"
passed=yes

#!/bin/sh
# Separate domains with virtual accounts: a table says which mailbox an address has, an mbox (no slash at the end) or a
# Maildir; owners come from the uid and gid maps; a catch-all takes the rest of one domain, the other refuses it.
. "$(dirname "$0")/../lib.sh"
need swaks curl

configure
uid=$($as id -u) gid=$($as id -g)
sed -i '/^virtual_mailbox/d' "$etc/main.cf"
cat >>"$etc/main.cf" <<END2
virtual_mailbox_domains = abc.test, xyz.test
virtual_mailbox_base = $home/vmail
virtual_mailbox_maps = texthash:$etc/vmailbox
virtual_minimum_uid = 1
virtual_uid_maps = static:$uid
virtual_gid_maps = static:$gid
END2
cat >"$etc/vmailbox" <<END2
user@abc.test  abc-domain/CEO
user@xyz.test  xyz-domain/CEO/
@xyz.test      xyz-domain/rest/
END2
$as mkdir -p "$home/vmail/abc-domain" "$home/vmail/xyz-domain"
for one in abc xyz; do
    printf 'builder\n' | $as "$program" -c "$etc" user add user@$one.test --password-stdin >/dev/null || fail "user add"
done
start

taken x@elsewhere.example user@abc.test to-abc
taken x@elsewhere.example user@xyz.test to-xyz
taken x@elsewhere.example anybody@xyz.test to-rest
has() { grep -qr "^Subject: $2\$" "$home/vmail/$1/new"; }
wait_for 15 has xyz-domain/CEO to-xyz || fail "nothing in the Maildir of xyz.test"
mode=$(stat -c '%a %u %g' "$home/vmail/xyz-domain/CEO")
[ "$mode" = "700 $uid $gid" ] || fail "the Maildir of xyz.test is $mode"
wait_for 15 grep -q "^Subject: to-abc\$" "$home/vmail/abc-domain/CEO" || fail "nothing in the mbox of abc.test"
mode=$(stat -c '%a %u %g %F' "$home/vmail/abc-domain/CEO")
[ "$mode" = "600 $uid $gid regular file" ] || fail "the mbox of abc.test is $mode"
wait_for 15 has xyz-domain/rest to-rest || fail "nothing in the catch-all's"
! has xyz-domain/CEO to-abc || fail "the domains share a mailbox"
say "each to its own mailbox, and a catch-all"

refused "550 5.1.1 <nobody@abc.test>: Recipient address rejected: User unknown in virtual mailbox table" x@elsewhere.example nobody@abc.test
bounded curl -sk --user "user@xyz.test:builder" "imaps://127.0.0.1:$imaps/INBOX" --request "SEARCH SUBJECT to-xyz" | grep -q 'SEARCH 1' ||
    fail "the owner does not see it by IMAP"
bounded curl -sk --user "user@abc.test:builder" "imaps://127.0.0.1:$imaps/INBOX" --request "SEARCH SUBJECT to-abc" | grep -q 'SEARCH 1' ||
    fail "the owner of the mbox does not see it by IMAP"
bounded curl -sk --user "user@abc.test:builder" "pop3s://127.0.0.1:$pop3s/1" | grep -q '^Subject: to-abc' ||
    fail "the owner of the mbox does not see it by POP3"
say "who is not in the table is refused; the owners read their mail"

stop
say "passed"
passed=yes

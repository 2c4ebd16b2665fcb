#!/bin/sh
# Separate domains on one server: the same user name means another mailbox in each; who is not in the map is refused, and the
# accounts behind it are not visible under the other domains' names.
. "$(dirname "$0")/../lib.sh"
need swaks

configure
cat >>"$etc/main.cf" <<END2
virtual_alias_domains = a.test b.test
virtual_alias_maps = texthash:$etc/virtual
END2
cat >"$etc/virtual" <<END2
bob@a.test  bob1@$domain
bob@b.test  bob2@$domain
both@a.test bob1@$domain, bob2@$domain
@b.test     bob2@$domain
END2
user bob1 builder
user bob2 builder
start

taken x@elsewhere.example bob@a.test first
taken x@elsewhere.example BOB@B.test second
arrived bob1 1
arrived bob2 1
taken x@elsewhere.example both@a.test third
arrived bob1 2
arrived bob2 2
grep -qr --exclude-dir=tmp "^X-Original-To: both@a.test" "$home/mail/$domain/bob1" || fail "bob1 does not see to whom it was sent"
say "each domain has its own bob"

refused "550 5.1.1 <nobody@a.test>: Recipient address rejected: User unknown in virtual alias table" x@elsewhere.example nobody@a.test
refused "550 5.1.1 <bob1@a.test>" x@elsewhere.example bob1@a.test
refused "454 4.7.1 <bob@c.test>: Relay access denied" x@elsewhere.example bob@c.test
taken x@elsewhere.example nobody@b.test fourth
arrived bob2 3
arrived bob1 2
say "who is not in the map is refused; b.test takes everybody"

stop
say "passed"
passed=yes

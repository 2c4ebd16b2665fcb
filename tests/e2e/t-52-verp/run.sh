#!/bin/sh
# VERP from both ways in to delivery and reports: each recipient has a sender of his own, also after a restart.
. "$(dirname "$0")/../lib.sh"
need python3 openssl

configure
cat >>"$etc/main.cf" <<END
myorigin = $domain
recipient_delimiter = +
smtpd_authorized_verp_clients = 127.0.0.1
relay_domains = later.test
relay_transport = retry:not today
minimal_backoff_time = 1h
END
# Delivery asks whether the address is there once more: the alias leads to nobody.
echo "virtual_alias_maps = inline:{ { gone@$domain = nobody@$domain } }" >>"$etc/main.cf"
user alice wonder
user bob builder
user owner list
start

# return_paths USER: of all his mail, sorted, in one line.
return_paths() { all_files "$1" | xargs -r sed -s -n '1,/^\r*$/s/^Return-Path: //p' | sort | tr '\n' ' '; }
expect_paths() { [ "$(return_paths "$1")" = "$2" ] || { return_paths "$1" >&2; fail "Return-Path of $1's mail"; }; }

# sendmail -XV.
printf 'Subject: list\n\nx\n' | $as "$program" -c "$etc" sendmail -XV -f owner bob "alice+tag@$domain" || fail "sendmail -XV"
arrived bob 1
arrived alice 1
expect_paths bob "<owner+bob=$domain@$domain> "
expect_paths alice "<owner+alice+tag=$domain@$domain> "

# XVERP, with delimiters of the client's, and reports: one for each recipient that failed.
cat >"$work/xverp.py" <<'END'
import smtplib, sys
wire = smtplib.SMTP("127.0.0.1", int(sys.argv[1]), timeout=20)
wire.ehlo("client.test")
assert "xverp" in wire.esmtp_features, wire.esmtp_features
code, text = wire.docmd("MAIL FROM:<%s> %s" % (sys.argv[2], sys.argv[3]))
assert code == 250, (code, text)
for whom in sys.argv[4:]:
    code, text = wire.docmd("RCPT TO:<%s>" % whom)
    assert code == 250, (code, text)
code, text = wire.data("Subject: xverp\r\n\r\ny\r\n")
assert code == 250, (code, text)
wire.quit()
END
xverp() { bounded python3 "$work/xverp.py" "$smtp" "$@" || fail "XVERP $*"; }
xverp "owner@$domain" XVERP=+- "bob@$domain" "gone@$domain"
arrived bob 2
expect_paths bob "<owner+bob-$domain@$domain> <owner+bob=$domain@$domain> "
arrived owner 1
grep -q "^Delivered-To: owner+gone-$domain@$domain" $(all_files owner) || { cat $(all_files owner) >&2; fail "the report's recipient"; }
grep -q "^To: owner+gone-$domain@$domain" $(all_files owner) || fail "the report's To"

# One report for all.
echo "disable_verp_bounces = yes" >>"$etc/main.cf"
# The delimiters outlive a restart: what waits is delivered from the recipient's own sender.
xverp "owner@$domain" XVERP "bob@later.test"
logged 'to=<bob@later.test>, .*status=deferred' || fail "the message does not wait"
stop
sed -i "s/^relay_domains = .*/relay_domains =/; s/^virtual_mailbox_domains = .*/virtual_mailbox_domains = $domain later.test/" "$etc/main.cf"
printf "x\n" | $as "$program" -c "$etc" user add bob@later.test --password-stdin >/dev/null || fail "user add"
start
$as "$program" -c "$etc" postqueue -f
later() { find "$home/mail/later.test/bob" -path '*/new/*' -type f 2>/dev/null | grep -q .; }
wait_for 15 later || fail "the message that waited was not delivered"
grep -q "^Return-Path: <owner+bob=later.test@$domain>" "$(find "$home/mail/later.test/bob" -path '*/new/*' -type f)" || fail "VERP is forgotten after a restart"
xverp "owner@$domain" XVERP "gone@$domain"
arrived owner 2
grep -q "^Delivered-To: owner@$domain" $(all_files owner) || fail "disable_verp_bounces has no effect"
stop
passed=yes
say "passed"

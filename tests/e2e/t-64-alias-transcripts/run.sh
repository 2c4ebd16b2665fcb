#!/bin/sh
# W-14: an alias of one server leads to a user of another; W-16: mailq and postcat of an alias to a host that does not answer;
# W-15: an mbox that was written by hand, over IMAP and POP3.
. "$(dirname "$0")/../lib.sh"
need swaks curl python3

# The last server of the way: onlamp.com, where doel has an account.
instance onlamp onlamp.com
user doel builder
begin
at onlamp
last=$smtp

eval "$(free_ports unreachable)"
instance postfix postfix.org
cat >>"$etc/main.cf" <<END2
mydestination = postfix.org, nasa.lctseng.nctucs.net
myorigin = nasa.lctseng.nctucs.net
virtual_mailbox_domains =
alias_maps = hash:$etc/aliases
local_recipient_maps = \$alias_maps
transport_maps = inline:{ {onlamp.com = smtp:[127.0.0.1]:$last}, {csmx1.cs.nctu.edu.tw = smtp:[127.0.0.1]:$unreachable} }
minimal_backoff_time = 1h
END2
cat >"$etc/aliases" <<END2
frank: doel@onlamp.com
root:  lctseng@csmx1.cs.nctu.edu.tw
END2
bounded "$program" -c "$etc" postalias "hash:$etc/aliases" || fail "postalias"
begin

at postfix
taken helene@oreilly.com frank@postfix.org aliased
logged 'postfix/local.*to=<frank@postfix.org>, relay=local, .*dsn=2.0.0, status=sent (forwarded as [0-9A-F]*)'
logged "postfix/smtp.*to=<doel@onlamp.com>, orig_to=<frank@postfix.org>, relay=127.0.0.1\[127.0.0.1\]:$last, .*status=sent"
logged 'postfix/qmgr.*from=<helene@oreilly.com>.*nrcpt=1 (queue active)'
at onlamp
arrived doel 1
file=$(all_files doel)
for line in '^Return-Path: <helene@oreilly.com>' '^Delivered-To: doel@onlamp.com' '^Delivered-To: frank@postfix.org' '^Received: by mail.postfix.org (Mailstead)'; do
    grep -q "$line" "$file" || { cat "$file" >&2; fail "the delivered message has no '$line'"; }
done
[ "$(grep -c '^Received: ' "$file")" -ge 3 ] || fail "fewer traces than servers"
say "W-14: from helene by frank's alias to doel"

at postfix
printf 'Subject: weekly\n\nIt is that time of the week.\n' | bounded $as "$program" -c "$etc" sendmail -i -f root root || fail "sendmail"
logged 'postfix/local.*to=<root@nasa.lctseng.nctucs.net>, orig_to=<root>, relay=local, .*status=sent (forwarded as'
logged "to=<lctseng@csmx1.cs.nctu.edu.tw>, orig_to=<root>, .*status=deferred (connect to 127.0.0.1\[127.0.0.1\]:$unreachable: Connection refused)"
waits() { bounded $as "$program" -c "$etc" mailq | grep -Eq "$1"; }
wait_for 10 waits "^ *\(connect to 127.0.0.1\[127.0.0.1\]:$unreachable: Connection refused\)\$" || fail "mailq does not say why"
bounded $as "$program" -c "$etc" mailq >"$work/mailq"
new=$(sed -n 's/^\([0-9A-F]*\) .* root@nasa.lctseng.nctucs.net$/\1/p' "$work/mailq")
[ -n "$new" ] || { cat "$work/mailq" >&2; fail "mailq does not show root's message"; }
grep -Eq '^ {41}lctseng@csmx1.cs.nctu.edu.tw$' "$work/mailq" || fail "mailq does not show the recipient"
grep -q '^-- [0-9]* Kbytes in 1 Request\.$' "$work/mailq" || fail "mailq's last line"
old=$(sed -n 's/.*postfix\/pickup.*: \([0-9A-F]*\): uid=.*/\1/p' "$home/log/mail.log" | tail -1)
bounded $as "$program" -c "$etc" postcat -q "$new" >"$work/postcat" || fail "postcat"
for line in '^sender: root@nasa.lctseng.nctucs.net' '^original_recipient: root$' '^recipient: lctseng@csmx1.cs.nctu.edu.tw' \
    "^	id $new;" '^Delivered-To: root@nasa.lctseng.nctucs.net' '(Mailstead, from userid [0-9]*)' "^	id $old;" '^It is that time of the week.'; do
    grep -q "$line" "$work/postcat" || { cat "$work/postcat" >&2; fail "postcat has no '$line'"; }
done
first=$(grep -n "id $new;" "$work/postcat" | cut -d: -f1) delivered=$(grep -n '^Delivered-To:' "$work/postcat" | cut -d: -f1)
second=$(grep -n "id $old;" "$work/postcat" | cut -d: -f1)
[ "$first" -lt "$delivered" ] && [ "$delivered" -lt "$second" ] || fail "the trace is not in order"
say "W-16: mailq and postcat of an alias that leads to a host which does not answer"

at onlamp
$as sh -c "umask 077; cat >'$home/mail/johndoe'" <<'END2'
From johndoe@students.uiuc.edu Mon Jul 5 23:46:19 1999
Received: (from johndoe@localhost)
	by students.uiuc.edu (8.9.3/8.9.3) id LAA05394;
	Mon, 5 Jul 1999 23:46:18 -0500
Received: from staff.uiuc.edu (staff.uiuc.edu [128.174.5.59])
	by students.uiuc.edu (8.9.3/8.9.3) id XAA24214
Date: Mon, 5 Jul 1999 23:46:18 -0500
From: John Doe <johndoe@students.uiuc.edu>
To: John Smith <jsmith@staff.uiuc.edu>
Message-Id: <199907052346.SAA04221@students.uiuc.edu>
Subject: This is a subject header.

This is the message body. It is separated from the headers by a blank
line.
END2
printf 'builder\n' | $as "$program" -c "$etc" user add johndoe@onlamp.com --mail "$home/mail/johndoe" --password-stdin >/dev/null || fail "user add"
bounded curl -sk --user johndoe@onlamp.com:builder "imaps://127.0.0.1:$imaps/INBOX" --request 'FETCH 1 (RFC822.SIZE ENVELOPE)' |
    grep -q 'This is a subject header.' || fail "IMAP does not show it"
bounded curl -sk --user johndoe@onlamp.com:builder "pop3s://127.0.0.1:$pop3s/1" >"$work/popped" || fail "POP3"
grep -q '^Received: (from johndoe@localhost)' "$work/popped" && grep -q '^line\.' "$work/popped" || fail "POP3 does not show all of it"
! grep -q '^From johndoe' "$work/popped" || fail "POP3 shows the separator"
say "W-15: an mbox written by hand"

say "passed"
passed=yes

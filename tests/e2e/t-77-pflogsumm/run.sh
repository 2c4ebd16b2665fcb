#!/bin/sh
# pflogsumm's totals of a known mix: received, delivered, forwarded, deferred and tried again, bounced, rejected, held, discarded; by SMTP and
# sendmail, to local, virtual, relay and foreign recipients. Where Debian's Postfix can run it gets the same mail under the same main.cf,
# and every table that pflogsumm prints has to be the same.
. "$(dirname "$0")/../lib.sh"
need python3 pflogsumm

eval "$(free_ports sink busy postfix)"
python3 "$here/mix.py" sink "$sink" >"$work/sink.out" 2>&1 &
others="$others $!"
wait_for 10 grep -q listening "$work/sink.out" || { cat "$work/sink.out" >&2; fail "no sink"; }

# settings DIRECTORY USER: the same for both.
settings() {
    cat <<END
myhostname = mail.example.test
mydestination = local.test
myorigin = local.test
mynetworks = 127.0.0.1/32
alias_maps = texthash:$1/aliases
local_recipient_maps = texthash:$1/aliases, inline:{ {$2 = yes} }
mail_spool_directory = $1/spool/
virtual_mailbox_domains = virt.test
virtual_mailbox_base = $1/virtual
virtual_mailbox_maps = inline:{ {u1@virt.test = u1/}, {u2@virt.test = u2/}, {held@virt.test = u1/}, {dropped@virt.test = u1/} }
virtual_minimum_uid = 1
virtual_uid_maps = static:$(id -u "$2")
virtual_gid_maps = static:$(id -g "$2")
virtual_alias_maps = inline:{ {broken@virt.test = nosuch@virt.test}, {pair@virt.test = u1@virt.test, u2@virt.test} }
relay_domains = relay.test
transport_maps = inline:{ {relay.test = relay:[127.0.0.1]:$sink}, {out.test = smtp:[127.0.0.1]:$sink}, {busy.test = smtp:[127.0.0.1]:$busy},
  {off.test = error:5.1.2 closed down}, {sink.test = discard:} }
smtp_dns_support_level = disabled
smtpd_peername_lookup = no
header_checks = regexp:$1/checks
smtpd_helo_required = yes
smtpd_helo_restrictions = check_helo_access inline:{ {bad.helo = REJECT bad name} }
smtpd_sender_restrictions = check_sender_access inline:{ {spammer@out.test = REJECT go away} }, warn_if_reject check_sender_access inline:{ {doubt@out.test = REJECT} }
smtpd_recipient_restrictions = check_recipient_access inline:{ {held@virt.test = HOLD look at it}, {dropped@virt.test = DISCARD away with it} }
minimal_backoff_time = 1h
maximal_backoff_time = 1h
END
}
tables() {
    printf 'fwd z@out.test\nprog "|cat >/dev/null"\n' >"$1/aliases"
    printf '/^Subject: hold me/ HOLD\n/^Subject: discard me/ DISCARD\n/^Subject: reject me/ REJECT no such subjects\n/^Subject: warn me/ WARN hm\n' >"$1/checks"
    mkdir -p "$1/spool" "$1/virtual"
    chmod 1777 "$1/spool" "$1/virtual"
}
summary() { TZ=UTC pflogsumm "$1" >"$2" || fail "pflogsumm"; }

configure
me=nobody
[ "$(id -u)" -eq 0 ] || me=$(id -un)
sed -i '/^myhostname\|^mydestination\|^alias_maps\|^virtual_mailbox\|^mynetworks\|^smtpd_peername/d' "$etc/main.cf"
tables "$home"
{ settings "$home" "$me"; printf 'first_valid_uid = 1\nfirst_valid_gid = 1\n'; } >>"$etc/main.cf"
start
limit=80 bounded python3 "$here/mix.py" send "$smtp" "$home/log/mail.log" "$me" $as "$program" -c "$etc" || fail "the mix was not sent"
stop
summary "$home/log/mail.log" "$work/ours"
python3 "$here/mix.py" totals "$work/ours" || { cat "$work/ours" >&2; fail "pflogsumm does not count what was sent"; }
for none in "Warnings: none" "Fatal Errors: none" "Panics: none" "smtp delivery failures: none"; do grep -q "^$none" "$work/ours" || fail "not '$none'"; done
say "the totals are what was sent"

if [ "$(id -u)" -eq 0 ] && command -v postfix >/dev/null && [ -x /usr/lib/postfix/sbin/master ]; then
    . "$library/postfix.sh"
    postfix_instance postfix
    sed -i '/^alias_maps\|^mynetworks\|^smtp_dns\|^smtpd_peer/d' "$peer/etc/main.cf"
    tables "$peer"
    settings "$peer" "$me" >>"$peer/etc/main.cf"
    echo "127.0.0.1:$postfix inet n - n - - smtpd" >>"$peer/etc/master.cf"
    postfix_start "$postfix"
    limit=80 bounded python3 "$here/mix.py" send "$postfix" "$peer/log" "$me" env MAIL_CONFIG="$peer/etc" || fail "the mix was not sent to Postfix"
    summary "$peer/log" "$work/theirs"
    python3 "$here/mix.py" compare "$work/theirs" "$work/ours" || fail "pflogsumm reads something else in Postfix's log"
    say "every table as of Postfix's log"
fi
say "passed"
passed=yes

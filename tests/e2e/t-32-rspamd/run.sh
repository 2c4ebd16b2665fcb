#!/bin/sh
# Debian's rspamd as a milter (its proxy, scanning by itself, without modules and without a network): mail passes, gets and loses headers
# by a rule of ours, or is refused for the test pattern that every rspamd knows.
. "$(dirname "$0")/../lib.sh"
need rspamd python3 swaks

configure
eval "$(free_ports proxy)"
mkdir -p "$work/rspamd"
cat >"$work/rspamd.conf" <<END
options { pidfile = "$work/rspamd/pid"; dns { nameserver = "127.0.0.1:1"; timeout = 0.1s; retransmits = 1; } }
logging { type = "file"; filename = "$work/rspamd/log"; }
lua = "$work/rule.lua";
actions { reject = 15; add_header = 6; }
worker "rspamd_proxy" {
  bind_socket = "127.0.0.1:$proxy"; count = 1; milter = yes; timeout = 30s;
  upstream "local" { default = yes; self_scan = yes; }
}
END
cat >"$work/rule.lua" <<'END'
rspamd_config:register_symbol({
  name = 'E2E', type = 'postfilter',
  callback = function(task)
    if task:get_subject() == 'mark' then
      task:set_milter_reply({ add_headers = { ['X-Rule'] = 'seen' }, remove_headers = { ['X-Mailer'] = 0 } })
    end
  end
})
END
[ "$(id -u)" -ne 0 ] || chown -R nobody:nogroup "$work/rspamd"
rspamd -f -i -c "$work/rspamd.conf" $([ "$(id -u)" -ne 0 ] || echo "-u nobody -g nogroup") >"$work/rspamd.out" 2>&1 &
others="$others $!"
listens() { python3 -c "import socket,sys; socket.create_connection(('127.0.0.1', int(sys.argv[1])), 1)" "$1"; }
wait_for 20 listens "$proxy" || { cat "$work/rspamd.out" "$work/rspamd/log"; fail "rspamd does not listen"; }
echo "smtpd_milters = inet:127.0.0.1:$proxy" >>"$etc/main.cf"
user bob builder
start

# sent SUBJECT BODY STATUS: how swaks ends.
sent() {
    status=0
    bounded swaks --server "127.0.0.1:$smtp" --from a@x.example --to "bob@$domain" --header "Subject: $1" --body "$2" >"$work/swaks.log" 2>&1 || status=$?
    [ $status -eq "$3" ] || { cat "$work/swaks.log"; cat "$work/rspamd/log"; fail "$1: swaks ends with $status instead of $3"; }
}
sent plain "Nothing odd." 0
arrived bob 1
sent reject "XJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X" 26
grep -q '554 5.7.1 Gtube pattern' "$work/swaks.log" || { cat "$work/swaks.log"; fail "the refusal is not rspamd's"; }
logged 'milter-reject: END-OF-MESSAGE from .*: 5.7.1 Gtube pattern; from=<a@x.example> to=<bob@' || fail "no line about the refusal"
sent mark "Nothing odd." 0
arrived bob 2
marked=$(grep -l '^Subject: mark' $(all_files bob))
grep -q '^X-Rule: seen' "$marked" || { cat "$marked" "$work/rspamd/log"; fail "rspamd's header is missing"; }
if grep -q '^X-Mailer:' "$marked"; then fail "the header that rspamd removed is there"; fi
plain=$(grep -L '^Subject: mark' $(all_files bob))
if grep -q '^X-Rule' "$plain"; then fail "the plain message is marked, too"; fi
grep -q '^X-Mailer:' "$plain" || fail "the plain message has lost a header"

# A big one: rspamd reads all of it.
python3 -c "print(''.join('line %d of a long letter\n' % i for i in range(100000)), end='')" >"$work/long"
sent long "@$work/long" 0
arrived bob 3
stop
say "passed"
passed=yes

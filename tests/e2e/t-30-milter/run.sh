#!/bin/sh
# Milters before mail that really arrives: texts of every size with their header and body changed, several milters in a row, local
# submission, clients that are excepted, and a milter that dies, is slow or never there.
. "$(dirname "$0")/../lib.sh"
need python3

configure
cat >>"$etc/main.cf" <<END
smtpd_milters = unix:$home/first.sock, { unix:$home/second.sock, command_timeout=2s, content_timeout=2s }
smtpd_milter_maps = inline:{ { 127.0.0.3 = DISABLE } { 127.0.0.4 = { unix:$home/absent.sock, default_action=accept } } { 127.0.0.5 = { unix:$home/absent.sock, default_action=quarantine } } }
non_smtpd_milters = unix:$home/local.sock
milter_connect_macros = j {daemon_name} {daemon_port} {client_addr} {client_port} {client_connections} {mine}
milter_macro_defaults = mine=yours
milter_macro_daemon_name = e2e
myorigin = $domain
message_size_limit = 30000000
END
for name in alice bob carol; do user $name wonder; done
start
limit=100 bounded python3 "$here/clients.py" "$home" "$smtp" "$submission" "$domain" "$program" "$etc" || fail "see above"
logged 'milter-reject: RCPT from .*550 5.7.1 Command rejected; from=<reject@x.example> to=<bob@' || fail "no milter-reject line"
logged "connect to Milter service unix:$home/absent.sock: No such file" || fail "nothing about the absent milter"
logged "can't read SMFIC_BODYEOB reply packet header: Connection timed out" || fail "nothing about the slow milter"
stop
say "passed"
passed=yes

# Debian's Postfix as a peer of its own: directories under $work, loopback ports, ended by its process id. Sourced after lib.sh by
# tests that need it; root's, as Postfix is.
need postfix
[ "$(id -u)" -eq 0 ] || skip "Postfix starts as root only"
[ -x /usr/lib/postfix/sbin/master ] || skip "Postfix is not where Debian has it"

# postfix_instance NAME: $peer and its $peer/etc; main.cf and master.cf may be added to until postfix_start.
postfix_instance() {
    peer=$work/$1
    mkdir -p "$peer/etc" "$peer/spool" "$peer/lib"
    chmod 755 "$work" "$peer"
    chown postfix "$peer/lib"
    cat >"$peer/etc/main.cf" <<END
compatibility_level = 3.6
queue_directory = $peer/spool
data_directory = $peer/lib
maillog_file_prefixes = $peer
maillog_file = $peer/log
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
default_database_type = lmdb
alias_maps =
alias_database =
smtp_dns_support_level = disabled
smtpd_peername_lookup = no
smtpd_error_sleep_time = 0
biff = no
END
    cat >"$peer/etc/master.cf" <<END
pickup  unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr    unix n - n 300 1 qmgr
tlsmgr  unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce  unix - - n - 0 bounce
defer   unix - - n - 0 bounce
trace   unix - - n - 0 bounce
flush   unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp    unix - - n - - smtp
relay   unix - - n - - smtp
showq   unix n - n - - showq
error   unix - - n - - error
retry   unix - - n - - error
discard unix - - n - - discard
local   unix - n n - - local
virtual unix - n n - - virtual
lmtp    unix - - n - - lmtp
anvil   unix - - n - 1 anvil
scache  unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
END
}

greets() { bounded python3 -c 'import socket, sys; assert socket.create_connection(("127.0.0.1", int(sys.argv[1])), 3).recv(3) == b"220"' "$1"; }

# postfix_start PORT: until it greets there.
postfix_start() {
    postfix -c "$peer/etc" check >"$peer/check.log" 2>&1 || { cat "$peer/check.log" >&2; fail "Postfix does not like its configuration"; }
    setpriv --pdeathsig TERM /usr/lib/postfix/sbin/master -d -c "$peer/etc" >"$peer/start.log" 2>&1 &
    others="$others $!"
    wait_for 20 greets "$1" || { cat "$peer/start.log" "$peer/log" >&2; fail "Postfix does not greet"; }
}

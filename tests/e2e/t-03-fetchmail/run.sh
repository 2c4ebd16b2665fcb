#!/bin/sh
# fetchmail takes the mail away by POP3 (STLS and TLS from the start) and by IMAP; what it kept is not fetched twice.
. "$(dirname "$0")/../lib.sh"
need swaks fetchmail

configure
user alice wonder
user bob builder
start

cat >"$work/put" <<END
#!/bin/sh
mkdir -p "$work/got"
exec cat >"$work/got/\$\$.\$(date +%N)"
END
chmod 755 "$work/put"
# fetch PROTOCOL PORT EXTRA [SERVER-EXTRA]: new mail into $work/got, messages leave the server unless EXTRA says keep.
fetch() {
    umask 077
    cat >"$work/fetchmailrc" <<END
poll localhost protocol $1 port $2 ${4:-}
    user "bob@$domain" password "builder"
    mda "$work/put" $3
END
    status=0
    HOME=$work FETCHMAILHOME=$work bounded fetchmail -f "$work/fetchmailrc" --nosyslog --nodetach >"$work/fetchmail.log" 2>&1 || status=$?
    umask 022
    # 1: there was no mail.
    [ $status -le 1 ] || { cat "$work/fetchmail.log" >&2; fail "fetchmail ($1, port $2, $3) ended with $status"; }
}
got() { find "$work/got" -type f 2>/dev/null | wc -l; }
expect() { [ "$(got)" -eq "$1" ] || { cat "$work/fetchmail.log" >&2; fail "$2: $(got) messages fetched, not $1"; }; }

message "bob@$domain" "fetch one" "The marker is 4711."
message "bob@$domain" "fetch two"
arrived bob 2
fetch pop3 "$pop3s" "ssl no sslcertck keep" uidl
expect 2 "POP3 under TLS, kept"
fetch pop3 "$pop3s" "ssl no sslcertck keep" uidl
expect 2 "POP3 again: the same unique ids"
grep -q 'The marker is 4711' "$work"/got/* || fail "the body is not in what was fetched"
fetch pop3 "$pop3" "sslproto 'TLS1.2+' no sslcertck fetchall no keep"
expect 4 "POP3 with STLS, deleted"
[ "$(count_of bob)" -eq 0 ] || fail "POP3: the messages are still in the mailbox"
logged "pop3-login: Login: user=<bob@$domain>, method=[A-Z0-9-]*, rip=127.0.0.1, lip=127.0.0.1, mpid=[0-9]*, TLS, session=<" || fail "the login is not in the log"
logged "pop3(bob@$domain)<[0-9]*><[^>]*>: Disconnected: Logged out top=0/0, retr=2/[0-9]*, del=2/2, size=[1-9]" || fail "what was done is not in the log"

message "bob@$domain" "fetch three"
arrived bob 1
fetch imap "$imaps" "ssl no sslcertck keep"
expect 5 "IMAP under TLS, kept"
fetch imap "$imap" "sslproto 'TLS1.2+' no sslcertck keep"
expect 5 "IMAP again: the message is seen"
fetch imap "$imap" "sslproto 'TLS1.2+' no sslcertck fetchall no keep"
expect 6 "IMAP with STARTTLS, deleted"
[ "$(count_of bob)" -eq 0 ] || fail "IMAP: the message is still in the mailbox"

stop
printf 'pop3d_timeout = 3s\n' >>"$etc/main.cf"
start
# Logs in and says nothing more until the server hangs up.
cat >"$work/silent.py" <<END
import ssl, socket
context = ssl.create_default_context(cafile="$etc/cert.pem")
with context.wrap_socket(socket.create_connection(("localhost", $pop3s), 20), server_hostname="localhost") as wire:
    wire.sendall(b"USER bob@$domain\\r\\nPASS builder\\r\\n")
    while wire.recv(4096):
        pass
END
bounded python3 "$work/silent.py" || fail "a silent client is not left"
logged "pop3(bob@$domain)<[0-9]*><[^>]*>: Disconnected: Inactivity top=0/0, retr=0/0, del=0/0, size=0" || fail "the silent client is not in the log"

stop
say "passed"
passed=yes

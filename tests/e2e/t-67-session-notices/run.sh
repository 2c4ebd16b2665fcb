#!/bin/sh
# notify_classes: the postmaster gets the transcript of a session that was refused or spoke no SMTP, without passwords, and none
# of sessions that went well in the end.
. "$(dirname "$0")/../lib.sh"
need python3 openssl

eval "$(free_ports far)"
configure
cat >>"$etc/main.cf" <<END
notify_classes = policy, protocol
error_notice_recipient = watch@example.test
smtpd_sender_restrictions = check_sender_access inline:{bad@client.test=REJECT}
smtpd_history_flush_threshold = 12
smtpd_tls_auth_only = no
smtpd_sasl_auth_enable = yes
transport_maps = inline:{far@example.test=smtp:[127.0.0.1]:$far}
END
# Says 501 to every recipient.
cat >"$work/far.py" <<'END'
import socketserver, sys
class Talk(socketserver.StreamRequestHandler):
    def handle(self):
        self.wfile.write(b"220 far.test ESMTP\r\n")
        while line := self.rfile.readline():
            verb = line[:4].upper()
            self.wfile.write({b"RCPT": b"501 5.5.4 what is that\r\n", b"QUIT": b"221 2.0.0 bye\r\n"}.get(verb, b"250 2.0.0 ok\r\n"))
            if verb == b"QUIT":
                return
with socketserver.ThreadingTCPServer(("127.0.0.1", int(sys.argv[1])), Talk) as server:
    print("listening", flush=True)
    server.serve_forever()
END
setpriv --pdeathsig KILL python3 "$work/far.py" "$far" >"$work/far.out" 2>&1 &
others="$others $!"
wait_for 10 grep -q listening "$work/far.out" || fail "the far server does not listen"
start
user watch watching
user far faraway

# Each command is sent when the one before has been answered; the last one may hang up.
dialogue() {
    bounded python3 - "$smtp" "$@" <<'END' || fail "a dialogue"
import socket, sys
wire = socket.create_connection(("127.0.0.1", int(sys.argv[1])), timeout=20)
lines = wire.makefile("rb")
def reply():
    while (line := lines.readline())[3:4] == b"-":
        pass
reply()
for command in sys.argv[2:]:
    wire.sendall(command.encode() + b"\r\n")
    reply()
END
}
notices() { all_files watch | xargs -r grep -l '^Subject: Mailstead SMTP server: errors from ' | wc -l; }
has_notices() { [ "$(notices)" -ge "$1" ]; }

dialogue 'EHLO client.test' 'MAIL FROM:<bad@client.test>' 'RCPT TO:<watch@example.test>' 'AUTH PLAIN AGFiYwBzZWNyZXQ=' QUIT
wait_for 15 has_notices 1 || fail "no notice of a refusal"
file=$(all_files watch)
for line in '^From: Mail Delivery System <MAILER-DAEMON@mail.example.test>$' '^To: Postmaster <watch@example.test>$' '^Transcript of session follows.$' \
    '^Return-Path: <double-bounce@mail.example.test>$' '^ Out: 220 mail.example.test ESMTP' '^ In:  EHLO client.test$' '^ Out: 250-PIPELINING$' \
    '^ In:  MAIL FROM:<bad@client.test>$' '^ Out: 554 5.7.1 <bad@client.test>: Sender address rejected: Access denied$' \
    '^ In:  AUTH PLAIN ...$' '^ In:  QUIT$' '^ Out: 221 2.0.0 Bye$' '^For other details, see the local mail logfile$'; do
    grep -q -- "$line" "$file" || { cat "$file" >&2; fail "the notice lacks: $line"; }
done
! grep -q 'AGFiYw' "$file" || fail "a password is in the notice"
say "a refusal is told of, word by word"

dialogue 'EHLO client.test' 'FROBNICATE' 'QUIT'
wait_for 15 has_notices 2 || fail "no notice of bad syntax"
dialogue 'EHLO client.test' 'FROBNICATE' 'MAIL FROM:<good@client.test>'
wait_for 15 has_notices 3 || fail "no notice of a session that was lost"
all_files watch | xargs grep -q '^Session aborted, reason: lost connection$' || fail "the reason is not told"
dialogue 'EHLO client.test' FROBNICATE RSET NOOP NOOP RSET MAIL 'EHLO client.test' QUIT    # longer than smtpd_history_flush_threshold
wait_for 15 has_notices 5 || fail "a long session is not told of in parts"
say "so are syntax, a lost connection, and a long session in parts"

dialogue 'EHLO client.test' 'FROBNICATE' 'MAIL FROM:<good@client.test>' 'RCPT TO:<watch@example.test>' DATA "$(printf 'Subject: fine\r\n\r\nhi\r\n.')" QUIT
fine() { all_files watch | xargs grep -q '^Subject: fine'; }
wait_for 15 fine || fail "the message has not come"
dialogue 'EHLO client.test' NOOP QUIT
sleep 0.5
[ "$(notices)" -eq 5 ] || fail "$(notices) notices: sessions that went well are told of"

dialogue 'EHLO client.test' 'MAIL FROM:<>' 'RCPT TO:<far@example.test>' DATA "$(printf 'Subject: far\r\n\r\nhi\r\n.')" QUIT
of_client() { all_files watch | xargs grep -l "^Subject: Mailstead SMTP client: errors from 127.0.0.1\[127.0.0.1\]:$far" | wc -l; }
has_client_notice() { [ "$(of_client)" -ge 1 ]; }
wait_for 15 has_client_notice || fail "no notice of the client's session"
file=$(all_files watch | xargs grep -l '^Subject: Mailstead SMTP client')
for line in '^ In:  220 far.test ESMTP' '^ Out: EHLO mail.example.test' '^ Out: RCPT TO:<far@example.test>' '^ In:  501 5.5.4 what is that' '^ Out: QUIT'; do
    grep -q -- "$line" "$file" || { cat "$file" >&2; fail "the client's notice lacks: $line"; }
done
[ "$(of_client)" -eq 1 ] || fail "$(of_client) notices of one session"
say "another server that finds fault with us is told of"

stop
say "passed"
passed=yes

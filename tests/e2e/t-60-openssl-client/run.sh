#!/bin/sh
# W-06, W-07 and W-08: openssl s_client as the only client: SMTP by STARTTLS and on a wrapper port, then the message read by
# IMAP and POP3 in both ways. (W-08 with an account; system users are another test.)
. "$(dirname "$0")/../lib.sh"
need openssl

configure
user alice wonder
start

# client PORT [OPTION...]: what is typed goes to the server line by line, with time for the answers, as a person types.
client() {
    port=$1
    shift
    while IFS= read -r line; do
        sleep 0.15
        printf '%s\n' "$line"
    done | bounded openssl s_client -connect "127.0.0.1:$port" -CAfile "$etc/cert.pem" -verify_return_error -quiet -crlf "$@" 2>"$work/tls.err" | tr -d '\r' >"$work/said"
}
has() { grep -Eq "$1" "$work/said" || { cat "$work/said" "$work/tls.err" >&2; fail "$2"; }; }
hasnt() { ! grep -Eq "$1" "$work/said" || { cat "$work/said" >&2; fail "$2"; }; }

# W-06: s_client says EHLO and STARTTLS itself, and shows nothing of that.
client "$smtp" -starttls smtp <<END
EHLO x
MAIL FROM:<a@b.example>
RCPT TO:<alice@$domain>
DATA
Subject: by STARTTLS

b
.
quit
END
has '^250-mail\.'"$domain"'$' "EHLO under TLS"
hasnt '^250-STARTTLS' "STARTTLS is offered under TLS"
has '^250 2\.1\.0 Ok' "MAIL"
has '^250 2\.1\.5 Ok' "RCPT"
has '^354 ' "DATA"
has '^250 2\.0\.0 Ok: queued as [0-9A-F]+$' "the end of DATA"
has '^221 2\.0\.0 Bye' "QUIT"
arrived alice 1
say "W-06: STARTTLS"

# W-07: the greeting comes behind the handshake. Lower case: to s_client a line that begins with R means "renegotiate".
client "$smtps" <<END
EHLO x
mail from:<a@b.example>
rcpt to:<alice@$domain>
data
Subject: by wrapper

b
.
quit
END
sed -n 1p "$work/said" | grep -q "^220 mail\.$domain ESMTP" || { cat "$work/said"; fail "the greeting is not the first that is said"; }
hasnt '^250-STARTTLS' "STARTTLS is offered on a wrapper port"
has '^250 2\.0\.0 Ok: queued as ' "the end of DATA on the wrapper port"
arrived alice 2
grep -qr "by wrapper" "$home/mail/$domain/alice" || fail "the message"
say "W-07: the wrapper port"

# W-08
imap_dialogue() {
    client "$@" <<END
a LOGIN alice@$domain wonder
b LIST "" "*"
c SELECT INBOX
d FETCH 1 BODY.PEEK[HEADER]
e LOGOUT
END
    has '^a OK' "IMAP LOGIN"
    has '^\* LIST .*INBOX' "IMAP LIST"
    has '^\* 2 EXISTS' "IMAP SELECT"
    has '^Subject: by STARTTLS' "IMAP FETCH"
    has '^e OK' "IMAP LOGOUT"
}
pop_dialogue() {
    client "$@" <<END
CAPA
USER alice@$domain
PASS wonder
STAT
retr 1
QUIT
END
    has '^USER$' "POP3 CAPA"
    has '^\+OK 2 [0-9]+' "POP3 STAT"
    has '^Subject: by STARTTLS' "POP3 RETR"
    hasnt '^-ERR' "POP3 refused something"
}
imap_dialogue "$imap" -starttls imap
imap_dialogue "$imaps"
sed -n 1p "$work/said" | grep -q '^\* OK' || fail "IMAP's greeting on the wrapper port"
pop_dialogue "$pop3" -starttls pop3
pop_dialogue "$pop3s"
sed -n 1p "$work/said" | grep -q '^+OK' || fail "POP3's greeting on the wrapper port"
say "W-08: IMAP and POP3, STARTTLS and wrapper ports"

stop
say "passed"
passed=yes

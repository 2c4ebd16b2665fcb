#!/bin/sh
# Certificates of clients on IMAP, POP3 and submission: EXTERNAL with good, expired and foreign ones and with none, and what is
# left of one in a session that is taken up again, also after its authority has lost our trust.
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/../tls_certificates.sh"
need openssl python3

configure
authority ca
authority stranger
issue ca bob "/CN=Bob Builder" "email:bob@$domain"
issue ca carol "/CN=carol@$domain" DNS:carol.example
issue ca nobody "/CN=nobody@$domain" DNS:nobody.example
issue stranger foreign "/CN=bob@$domain" "email:bob@$domain"
issue ca late "/CN=bob@$domain" "email:bob@$domain"
quietly openssl x509 -req -in "$etc/late.csr" -CA "$etc/ca.pem" -CAkey "$etc/ca.key" -CAcreateserial -days -1 -copy_extensions copy -out "$etc/late.pem"
cat "$etc/late.key" "$etc/late.pem" >"$etc/late.both"
cp "$etc/ca.pem" "$etc/trusted.pem"
cat >>"$etc/main.cf" <<END
mynetworks = 127.0.0.0/8
auth_mechanisms = EXTERNAL PLAIN
smtpd_tls_CAfile = $etc/trusted.pem
smtpd_tls_ask_ccert = yes
imapd_tls_ask_ccert = yes
pop3d_tls_ask_ccert = yes
smtpd_sasl_mechanism_filter =
tls_certificate_check_interval = 0
END
readable
for one in bob carol; do user $one wonder; done
start

external() { PYTHONPATH=$library/../lib bounded python3 "$here/external.py" "$1" "$etc" "$domain" imap:$imap pop3:$pop3 submission:$submission || fail "EXTERNAL: $1"; }
external trusted
cp "$etc/stranger.pem" "$etc/trusted.pem"
$as "$program" -c "$etc" reload
logged 'reload -- configuration' || fail "no reload"
external lost
stop
say "passed"
passed=yes

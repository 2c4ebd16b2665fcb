#!/bin/sh
# SASL mechanisms that have to be asked for: SCRAM bound by tls-exporter, EXTERNAL, DIGEST-MD5, ANONYMOUS, OAUTHBEARER and
# XOAUTH2 with signed tokens and with a provider that is asked, which may hang; and ten thousand half logins.
. "$(dirname "$0")/../lib.sh"
need python3 openssl

configure
limit=60
user bob wonder
printf 'wonder\n' | $as "$program" -c "$etc" user add "carol@$domain" --store-secret --password-stdin >/dev/null || fail "user add carol"
user guest wonder
cd "$work"
signed() {    # NAME SUBJECT EXTENSION
    openssl req -new -newkey rsa:2048 -nodes -subj "$2" -keyout "$1.key" -out "$1.csr" 2>/dev/null
    printf '%s\n' "$3" >"$1.ext"
    openssl x509 -req -in "$1.csr" -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile "$1.ext" -out "$1.crt" 2>/dev/null
    cat "$1.crt" "$1.key" >"$1.pem"
}
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj "/CN=Our CA" -keyout ca.key -out ca.pem 2>/dev/null
signed bob "/CN=Bob Builder" "subjectAltName=email:bob@$domain"
signed carol "/CN=carol@$domain" "basicConstraints=CA:FALSE"
signed nobody "/CN=nobody@$domain" "basicConstraints=CA:FALSE"
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj "/CN=bob@$domain" -keyout self.key -out self.crt 2>/dev/null
cat self.crt self.key >self.pem
openssl genrsa -out issuer.key 2048 2>/dev/null
openssl rsa -in issuer.key -pubout -out "$etc/issuer.pem" 2>/dev/null
openssl genrsa -out stranger.key 2048 2>/dev/null
cp ca.pem "$etc/ca.pem"
printf 'mailstead:client secret\n' >"$etc/credentials"
chmod 644 "$etc/credentials" "$etc/issuer.pem" "$etc/ca.pem"

cat >>"$etc/main.cf" <<END
auth_failure_delay = 0
smtpd_error_sleep_time = 0
imapd_error_sleep_time = 0
pop3d_error_sleep_time = 0
smtpd_tls_ask_ccert = yes
smtpd_tls_CAfile = $etc/ca.pem
smtpd_sasl_security_options =
smtpd_sasl_mechanism_filter = !scram-sha-512, static:rest
auth_mechanisms = SCRAM-SHA-512 SCRAM-SHA-256 DIGEST-MD5 ANONYMOUS EXTERNAL OAUTHBEARER XOAUTH2 PLAIN
auth_anonymous_user = guest@$domain
auth_oauth2_issuer = https://id.example
auth_oauth2_audience = mail
auth_oauth2_scope = imap
auth_oauth2_keys_file = $etc/issuer.pem
auth_oauth2_introspection_url = https://localhost:$extra/introspect
auth_oauth2_introspection_credentials = $etc/credentials
auth_oauth2_introspection_CAfile = $etc/cert.pem
auth_oauth2_introspection_timeout = 4s
END
start
bounded python3 "$here/more.py" "imap=$imap,pop3=$pop3,submission=$submission" "$domain" "$home" "$extra" || fail "see above"
stop
! grep -E 'eyJ|opaque-' "$home/log/mail.log" || fail "a token is in the log"
say "passed"
passed=yes

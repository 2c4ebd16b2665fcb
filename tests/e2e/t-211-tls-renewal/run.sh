#!/bin/sh
# New certificates count without a restart or a reload, while sessions go on; a broken one leaves the old one in use and says so.
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/../tls_certificates.sh"
need openssl python3

configure
# Started by root: roles with users of their own, and keys that root alone may read.
apart=""
if [ "$(id -u)" -eq 0 ] && id news >/dev/null 2>&1 && id games >/dev/null 2>&1 && id uucp >/dev/null 2>&1; then
    apart=yes
    as=""
    chown -R root:root "$home"
    chmod 755 "$work" "$home" "$etc"
    printf 'process_model = separated\nmail_owner = news\nstore_owner = games\nauth_owner = uucp\naccount_database = %s/lib/accounts.db\n' "$home" >>"$etc/main.cf"
    mkdir -p "$home/lib"
fi
closed() { [ -z "$apart" ] || { chown root:root "$etc"/*.key "$etc"/*.both && chmod 600 "$etc"/*.key "$etc"/*.both; }; }
authority ca
issue ca first /CN=first.example DNS:localhost
issue ca second /CN=second.example DNS:localhost
issue ca third /CN=third.example DNS:localhost
issue ca named /CN=named.example DNS:named.example
printf 'named.example %s\n' "$etc/named.both" >"$etc/sni"
install_pair() {
    cp "$etc/$1.pem" "$etc/live.pem.new"
    cp "$etc/$1.key" "$etc/live.key.new"
    mv "$etc/live.pem.new" "$etc/live.pem"
    mv "$etc/live.key.new" "$etc/live.key"
    readable
    closed
}
install_pair first
cat >>"$etc/main.cf" <<END
smtpd_tls_cert_file = $etc/live.pem
smtpd_tls_key_file = $etc/live.key
tls_certificate_check_interval = 1s
tls_ssl_options = ENABLE_KTLS
tls_server_sni_maps = texthash:$etc/sni
END
readable
closed
user alice wonder
[ -z "$apart" ] || chown uucp "$home/lib/accounts.db"
start

# shows PORT NAME [OPTION...]: that common name is in the certificate.
shows() {
    to=$1 name=$2
    shift 2
    bounded openssl s_client -connect "127.0.0.1:$to" "$@" </dev/null 2>/dev/null | grep -q "subject=CN = $name"
}
# A session that stays, and is still answered when it ends.
keep() { (printf 'a LOGIN alice@%s wonder\r\n' "$domain"; sleep "$1"; printf 'b NOOP\r\nc LOGOUT\r\n') | bounded openssl s_client -quiet -connect "127.0.0.1:$imaps" >"$work/kept" 2>/dev/null; }

shows "$imaps" first.example && shows "$smtps" first.example || fail "the first certificate"
keep 6 &
kept=$!
install_pair second
wait_for 8 shows "$imaps" second.example || fail "the second certificate on IMAP"
wait_for 5 shows "$smtps" second.example || fail "the second certificate on SMTP"
wait_for 5 shows "$pop3" second.example -starttls pop3 || fail "the second certificate by STARTTLS"
logged 'certificates or keys have changed' || fail "the log does not tell"

# What does not belong together.
cp "$etc/third.pem" "$etc/live.pem"
logged "smtpd_tls_cert_file: $etc/live.pem $etc/live.key: key: .*: what was read before stays in use" || fail "the broken pair is not told"
shows "$imaps" second.example && shows "$smtps" second.example || fail "the broken pair has replaced the good one"
reload
shows "$imaps" second.example && shows "$smtps" second.example || fail "the broken pair has replaced the good one at a reload"

# What the authority says, and names, come in the same way.
cp "$etc/third.key" "$etc/live.key"
responded ca third -ndays 1
mv "$etc/third.pem.ocsp" "$etc/live.pem.ocsp"
printf 'named.example %s\nother.example %s\n' "$etc/named.both" "$etc/second.both" >"$etc/sni"
wait_for 8 shows "$imaps" third.example || fail "the third certificate"
stapled() { bounded openssl s_client -connect "127.0.0.1:$imaps" -status </dev/null 2>/dev/null | grep -q 'Cert Status: good'; }
wait_for 8 stapled || fail "the response of OCSP is not sent"
wait_for 8 shows "$imaps" second.example -servername other.example || fail "a new name"
shows "$imaps" named.example -servername named.example || fail "the old name"

wait "$kept" || true
grep -q '^b OK' "$work/kept" || fail "a session did not live through the renewals"
stop
say "passed"
passed=yes

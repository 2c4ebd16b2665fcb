#!/bin/sh
# Mail programs log in without a password that lies here: with signed tokens (OAUTHBEARER, XOAUTH2) and with a client certificate
# (EXTERNAL); and with DIGEST-MD5, which has to be asked for. Each is refused where the token or the certificate is not right.
. "$(dirname "$0")/../lib.sh"
need curl python3 openssl swaks

configure
who=alice@$domain
printf 'wonder\n' | $as "$program" -c "$etc" user add "$who" --store-secret --password-stdin >/dev/null || fail "user add"
openssl genrsa -out "$work/issuer.key" 2048 2>/dev/null
openssl genrsa -out "$work/stranger.key" 2048 2>/dev/null
openssl rsa -in "$work/issuer.key" -pubout -out "$etc/issuer.pem" 2>/dev/null
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj "/CN=Our CA" -keyout "$work/ca.key" -out "$etc/ca.pem" 2>/dev/null
certificate() {    # NAME MAILBOX
    openssl req -new -newkey rsa:2048 -nodes -subj "/CN=$1" -keyout "$work/$1.key" -out "$work/$1.csr" 2>/dev/null
    printf 'subjectAltName=email:%s\n' "$2" >"$work/$1.ext"
    openssl x509 -req -in "$work/$1.csr" -CA "$etc/ca.pem" -CAkey "$work/ca.key" -CAcreateserial -days 2 -extfile "$work/$1.ext" -out "$work/$1.pem" 2>/dev/null
}
certificate alice "$who"
certificate nobody "nobody@$domain"
chmod 644 "$etc/issuer.pem" "$etc/ca.pem"
cat >>"$etc/main.cf" <<END
auth_failure_delay = 0
smtpd_tls_ask_ccert = yes
imapd_tls_ask_ccert = yes
pop3d_tls_ask_ccert = yes
smtpd_tls_CAfile = $etc/ca.pem
smtpd_sasl_mechanism_filter = static:rest
auth_mechanisms = EXTERNAL OAUTHBEARER XOAUTH2 DIGEST-MD5 PLAIN
auth_oauth2_issuer = https://id.example
auth_oauth2_audience = mail
auth_oauth2_keys_file = $etc/issuer.pem
END
start
message "$who" "the first"
arrived alice 1

. "$library/tries.sh"
token() { python3 "$library/../lib/access_token.py" "$work/$1.key" "$who"; }

# by curl, as "$@" and $kind say
bearer() {    # METHOD
    method=$1
    shift
    try "curl $method ${kind%%:*}" curl -sSk --user "$who" --oauth2-bearer "$good" --login-options "AUTH=$method" "$@" "$kind"
    refuse "curl $method ${kind%%:*} with a forged token" curl -sSk --user "$who" --oauth2-bearer "$bad" --login-options "AUTH=$method" "$@" "$kind"
}

good=$(token issuer)
bad=$(token stranger)
for kind in "pop3s://127.0.0.1:$pop3s/1" "imaps://127.0.0.1:$imaps/INBOX;MAILINDEX=1" "smtps://127.0.0.1:$smtps"; do
    case $kind in smtp*) set -- --mail-from "$who" --mail-rcpt "$who" --upload-file "$letter" ;; *) set -- ;; esac
    bearer OAUTHBEARER "$@"
    try "curl EXTERNAL ${kind%%:*}" curl -sSk --user "$who:" --cert "$work/alice.pem" --key "$work/alice.key" --login-options AUTH=EXTERNAL "$@" "$kind"
    refuse "curl EXTERNAL ${kind%%:*} with another's certificate" \
        curl -sSk --user "$who:" --cert "$work/nobody.pem" --key "$work/nobody.key" --login-options AUTH=EXTERNAL "$@" "$kind"
    try "curl DIGEST-MD5 ${kind%%:*}" curl -sSk --user "$who:wonder" --login-options AUTH=DIGEST-MD5 "$@" "$kind"
    refuse "curl DIGEST-MD5 ${kind%%:*} with a wrong password" curl -sSk --user "$who:wunder" --login-options AUTH=DIGEST-MD5 "$@" "$kind"
done

cat >"$work/msmtp.sh" <<END
printf 'Subject: x\n\nhi\n' | exec msmtp --host=localhost --port=$submission --from=$who --user=$who --tls=on --tls-trust-file=$etc/cert.pem "\$@" $who
END
cat >"$work/mpop.sh" <<END
rm -f "$work/mpop.uidls"
exec mpop --host=localhost --port=$pop3 --user=$who --tls=on --tls-starttls=on --tls-trust-file=$etc/cert.pem --keep=on --uidls-file=$work/mpop.uidls \
    --delivery=mbox,$work/mpop.mbox --received-header=off "\$@"
END
for one in msmtp mpop; do
    has "$one" || continue
    for method in oauthbearer xoauth2; do
        try "$one $method" sh "$work/$one.sh" --auth="$method" --passwordeval="echo $good"
        refuse "$one $method with a forged token" sh "$work/$one.sh" --auth="$method" --passwordeval="echo $bad"
    done
    try "$one digest-md5" sh "$work/$one.sh" --auth=digest-md5 --passwordeval="echo wonder"
    refuse "$one digest-md5 with a wrong password" sh "$work/$one.sh" --auth=digest-md5 --passwordeval="echo wunder"
    try "$one external" sh "$work/$one.sh" --auth=external --tls-cert-file="$work/alice.pem" --tls-key-file="$work/alice.key"
    refuse "$one external with another's certificate" \
        sh "$work/$one.sh" --auth=external --tls-cert-file="$work/nobody.pem" --tls-key-file="$work/nobody.key"
done
stop

# With a token curl takes OAUTHBEARER wherever it is offered.
sed -i 's/^auth_mechanisms = .*/auth_mechanisms = XOAUTH2 PLAIN/' "$etc/main.cf"
start
for kind in "pop3s://127.0.0.1:$pop3s/1" "imaps://127.0.0.1:$imaps/INBOX;MAILINDEX=1"; do bearer XOAUTH2; done
kind=smtps://127.0.0.1:$smtps
bearer XOAUTH2 --mail-from "$who" --mail-rcpt "$who" --upload-file "$letter"
stop
[ -z "$wrong" ] || fail "$wrong"
for method in OAUTHBEARER XOAUTH2 EXTERNAL DIGEST-MD5; do
    for service in pop3 imap; do
        grep -q "$service-login.*Login: user=<$who>, method=$method," "$home/log/mail.log" || fail "no login by $service with $method is in the log"
    done
    grep -q "sasl_method=$method, sasl_username=$who" "$home/log/mail.log" || fail "no mail sent with $method is in the log"
done
! grep -q eyJ "$home/log/mail.log" || fail "a token is in the log"
say "$tried logins tried"
passed=yes

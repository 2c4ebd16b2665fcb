#!/bin/sh
# Thunderbird, driven by its remote protocol: an account is set up; it lists folders and messages, reads, flags, searches,
# copies, deletes and makes a folder; the server then holds all of it. And with every mechanism that it shares with the server
# it sends messages by SMTP and finds them by IMAP and POP3: in clear, after STARTTLS and under TLS.
. "$(dirname "$0")/../lib.sh"
. "$library/tls_certificates.sh"
. "$library/kerberos.sh"
need thunderbird swaks curl python3 openssl kinit krb5kdc kdb5_util kadmin.local
ls /usr/lib/*/sasl2/libgssapiv2.so >/dev/null 2>&1 || skip "libsasl2-modules-gssapi-mit is not installed (packaging/dependencies.sh test)"

configure
host=mail.$domain
authority ca
issue ca server "/CN=$host" "DNS:$host"
readable
cat >>"$etc/main.cf" <<CONF
smtpd_tls_auth_only = no
smtpd_tls_cert_file = $etc/server.pem
smtpd_tls_key_file = $etc/server.key
CONF
sed -i "s|^127.0.0.1:$smtp .*|127.0.0.1:$smtp inet n - n - - smtpd -o smtpd_sasl_auth_enable=yes|" "$etc/master.cf"
user alice wonder
user bob builder
start

# thunderbird USER PASSWORD METHOD STEP...: what it finds is in $work/said.
limit=110
thunderbird() {
    name=$1 password=$2 method=$3
    shift 3
    HOME=$work bounded python3 "$here/drive.py" "$(mktemp -d "$work/profile-XXXXXX")" "$host" "$name@$domain" "$password" "$method" \
        "trust=$etc/ca.pem" "$@" >"$work/said" || { cat "$work/said" >&2; fail "Thunderbird of $name, $method"; }
}
everywhere="imap=$imap:plain smtp=$smtp:plain send=clear inbox=clear pop3=$pop3:plain fetch
    imap=$imap:alwaysSTARTTLS smtp=$submission:alwaysSTARTTLS send=STARTTLS inbox=STARTTLS pop3=$pop3:alwaysSTARTTLS fetch
    imap=$imaps:SSL smtp=$smtps:SSL send=TLS inbox=TLS pop3=$pop3s:SSL fetch"
said() { grep -qx "$1" "$work/said" || { cat "$work/said" >&2; fail "Thunderbird did not say '$1'"; }; }
said_everywhere() { for step in inbox fetch; do said "$step: ${1:-}clear, STARTTLS, TLS"; done; }

# logins TLS|clear SERVICE USER MECHANISM COUNT: there are so many in the log, or more.
logins() { [ "$(grep "$2-login: Login: user=<$3@$domain>, method=$4, " "$home/log/mail.log" | grep -c $([ "$1" = TLS ] || echo -v) -e ', TLS')" -ge "$5" ]; }
are_logged() { wait_for 10 logins "$@" || fail "not in the log: $5 logins, $1, $2, of $3 by $4"; }
mails() { [ "$(grep -c "sasl_method=$2, sasl_username=$1@$domain" "$home/log/mail.log")" -eq 3 ]; }
# everywhere_by MECHANISM USER: so that user has logged in everywhere, and in no other way.
everywhere_by() {
    for service in imap pop3; do
        are_logged clear $service "$2" "$1" 1
        are_logged TLS $service "$2" "$1" 2
    done
    wait_for 10 mails "$2" "$1" || fail "not in the log: three messages of $2 sent by $1"
    ! grep "$2@$domain" "$home/log/mail.log" | grep method= | grep -v "method=$1, " || fail "$2 has tried more than $1"
}

for number in 1 2 3 4; do message "bob@$domain" "letter $number" "The text of letter $number$([ $number -ne 3 ] || echo ', a needle in it')."; done
arrived bob 4
ask_imap bob builder "" 'CREATE "Projekte &APw-"' >/dev/null
ask_imap bob builder "" 'SUBSCRIBE "Projekte &APw-"' >/dev/null

thunderbird bob builder passwordCleartext "imap=$imap:plain" "folders=Projekte ü" "inbox=letter 4" "text=letter 2" "flag=letter 1" "read=letter 2" \
    search=needle "copy=letter 3>Projekte ü" "delete=letter 4" "create=Made here" $everywhere
said "folders: INBOX, Projekte ü.*"
said "inbox: letter 1, letter 2, letter 3, letter 4"
said "text: The text of letter 2\."
said "search: letter 3"
said "copy: letter 3"
said "delete: letter 1, letter 2, letter 3"
said_everywhere "letter 1, letter 2, letter 3, "
everywhere_by PLAIN bob

found() { ask_imap bob builder "$1" "UID SEARCH $2" | sed -n 's/^\* SEARCH *//p' | tr ' ' '\n' | wc -w; }
[ "$(found INBOX 'FLAGGED SUBJECT "letter 1"')" -eq 1 ] || fail "the flag did not reach the server"
[ "$(found INBOX 'SEEN SUBJECT "letter 2"')" -eq 1 ] || fail "what was read is not seen"
[ "$(found 'Projekte%20%26APw-' 'SUBJECT "letter 3"')" -eq 1 ] || fail "the copy is not there"
[ "$(found INBOX 'SUBJECT "letter 4"')" -eq 0 ] || fail "what was deleted is there"
ask_imap bob builder "" 'LIST "" "*"' | grep -q '"Made here"' || fail "the new folder is not there"

# The other mechanisms, not before: curl, which asks above, takes the best that is offered, whether it has what that needs or not.
# And no PLAIN now, so that Thunderbird's clear passwords go by LOGIN.
stop
realm "$host" dave
issue ca heidi "/CN=Heidi" "email:heidi@$domain"
quietly openssl pkcs12 -export -in "$etc/heidi.pem" -inkey "$etc/heidi.key" -passout pass: -out "$work/heidi.p12"
openssl genrsa -out "$work/issuer.key" 2048 2>/dev/null
openssl rsa -in "$work/issuer.key" -pubout -out "$etc/issuer.pem" 2>/dev/null
readable
cat >>"$etc/main.cf" <<CONF
auth_mechanisms = CRAM-MD5 GSSAPI XOAUTH2 OAUTHBEARER EXTERNAL LOGIN
smtpd_sasl_mechanism_filter = static:rest
smtpd_sasl_local_domain = $domain
auth_krb5_keytab = $krb/keytab
auth_oauth2_issuer = https://id.example
auth_oauth2_audience = mail
auth_oauth2_keys_file = $etc/issuer.pem
smtpd_tls_CAfile = $etc/ca.pem
imapd_tls_ask_ccert = yes
CONF
# Thunderbird takes APOP where POP3 has no CRAM-MD5.
echo "127.0.0.1:$extra inet n - n - - pop3d -o pop3d_sasl_mechanism_filter=apop" >>"$etc/master.cf"
printf 'carols\n' | $as "$program" -c "$etc" user add "carol@$domain" --store-secret --password-stdin >/dev/null || fail "user add carol"
user grace graces
for name in dave erin heidi; do user $name "never asked for"; done
start

thunderbird grace graces passwordCleartext $everywhere
said_everywhere
everywhere_by LOGIN grace

thunderbird carol carols passwordEncrypted $everywhere
said_everywhere
everywhere_by CRAM-MD5 carol
thunderbird carol carols passwordEncrypted "pop3=$extra:plain" fetch "pop3=$extra:alwaysSTARTTLS" fetch
said "fetch: clear, STARTTLS, TLS"
are_logged clear pop3 carol APOP 1
are_logged TLS pop3 carol APOP 1

thunderbird dave "" GSSAPI $everywhere
said_everywhere
everywhere_by GSSAPI dave

# OAuth 2.0 with a provider that an add-on tells of.
eval "$(free_ports provider)"
setpriv --pdeathsig TERM python3 "$here/provider.py" "$provider" "$work/issuer.key" "erin@$domain" >"$work/grants" &
others="$others $!"
mkdir "$work/addon"
cat >"$work/addon/manifest.json" <<JSON
{
  "manifest_version": 2, "name": "The test's provider", "version": "1", "browser_specific_settings": {"gecko": {"id": "provider@$domain"}},
  "oauth_provider": {
    "issuer": "id.example", "clientId": "mailstead", "scopes": "mail", "hostnames": ["$host"],
    "authorizationEndpoint": "http://127.0.0.1:$provider/authorize", "tokenEndpoint": "http://127.0.0.1:$provider/token",
    "redirectionEndpoint": "http://127.0.0.1:$provider/done"
  }
}
JSON
thunderbird erin "" OAuth2 "addon=$work/addon" $everywhere
said_everywhere
everywhere_by XOAUTH2 erin
[ "$(sort -u "$work/grants" | tr '\n' ' ')" = "authorization_code refresh_token " ] || fail "the provider gave: $(cat "$work/grants")"

# A certificate, which it shows to IMAP alone.
thunderbird heidi "" External "certificate=$work/heidi.p12" "imap=$imap:alwaysSTARTTLS" create=One "imap=$imaps:SSL" create=Two
are_logged TLS imap heidi EXTERNAL 2
stop
say "passed"
passed=yes

#!/bin/sh
# GSSAPI and GSS-SPNEGO with a private Kerberos realm: curl logs in to IMAP, POP3 and submission with a ticket alone.
. "$(dirname "$0")/../lib.sh"
need curl kinit krb5kdc kdb5_util kadmin.local python3 saslpasswd2
curl --version | grep -q GSS-API || skip "curl has no GSSAPI"
ls /usr/lib/*/sasl2/libgssapiv2.so >/dev/null 2>&1 || skip "libsasl2-modules-gssapi-mit is not installed (packaging/dependencies.sh test)"

. "$library/kerberos.sh"
realm localhost bob nobody

configure
cat >>"$etc/main.cf" <<END
auth_krb5_keytab = $krb/keytab
smtpd_sasl_local_domain = $domain
myhostname = localhost
smtpd_error_sleep_time = 0
END
user bob "never asked for"
# A back end that uses the same library, and starts it.
printf 'x' | saslpasswd2 -c -p -f "$etc/sasldb2" -u "$domain" carol
chmod 644 "$etc/sasldb2"
echo "auth_backends = accounts, sasldb:$etc/sasldb2" >>"$etc/main.cf"
start

# asks AUTH URL [curl's options]
asks() {
    mechanism=$1 url=$2
    shift 2
    bounded curl -svk --ssl-reqd --user "bob@EXAMPLE.TEST:" --login-options "AUTH=$mechanism" "$url" "$@" >"$work/curl.out" 2>&1
}
printf 'Subject: by ticket\n\nHello.\n' >"$work/mail"
for mechanism in GSSAPI; do
    asks $mechanism "imap://localhost:$imap/" --request "STATUS INBOX (MESSAGES)" || { cat "$work/curl.out" >&2; fail "$mechanism over IMAP"; }
    grep -q "MESSAGES" "$work/curl.out" || fail "$mechanism over IMAP answers nothing"
    asks $mechanism "pop3://localhost:$pop3/" || { cat "$work/curl.out" >&2; fail "$mechanism over POP3"; }
    asks $mechanism "smtp://localhost:$submission" --mail-from "bob@$domain" --mail-rcpt "bob@$domain" --upload-file "$work/mail" ||
        { cat "$work/curl.out" >&2; fail "$mechanism over SMTP"; }
done
arrived bob 1
logged "sasl_method=GSSAPI, sasl_username=bob@$domain" || fail "no log line of GSSAPI"
python3 "$here/listed.py" "$imap" GSSAPI GSS-SPNEGO || fail "not offered"
say "tickets are taken"

ticket nobody
! bounded curl -sk --ssl-reqd --user "nobody@EXAMPLE.TEST:" --login-options "AUTH=GSSAPI" "imap://localhost:$imap/" >/dev/null 2>&1 || fail "a ticket of nobody here was taken"
kdestroy
! asks GSSAPI "imap://localhost:$imap/" || fail "no ticket was taken for one"
stop
say "passed"
passed=yes

#!/bin/sh
# Mail programs of all sorts log in with each mechanism that they have: by POP3, IMAP and SMTP, in clear (this machine) and
# under TLS; what fails is told at the end.
. "$(dirname "$0")/../lib.sh"
need curl

configure
cat >>"$etc/main.cf" <<END
smtpd_tls_auth_only = no
auth_failure_delay = 0
END
sed -i "s|^127.0.0.1:$smtp .*|127.0.0.1:$smtp inet n - n - - smtpd -o smtpd_sasl_auth_enable=yes|" "$etc/master.cf"
printf 'wonder\n' | $as "$program" -c "$etc" user add "alice@$domain" --store-secret --password-stdin >/dev/null || fail "user add"
start
who=alice@$domain
message "$who" "the first"
arrived alice 1

. "$library/tries.sh"

for method in PLAIN LOGIN CRAM-MD5; do
    for kind in "pop3://127.0.0.1:$pop3/1" "pop3s://127.0.0.1:$pop3s/1" "imap://127.0.0.1:$imap/INBOX;MAILINDEX=1" "imaps://127.0.0.1:$imaps/INBOX;MAILINDEX=1" \
        "smtp://127.0.0.1:$smtp" "smtps://127.0.0.1:$smtps"; do
        case $kind in smtp*) set -- --mail-from "$who" --mail-rcpt "$who" --upload-file "$letter" ;; *) set -- ;; esac
        try "curl $method ${kind%%:*}" curl -sSk --user "$who:wonder" --login-options "AUTH=$method" "$@" "$kind"
    done
    for url in "pop3://127.0.0.1:$pop3/1" "imap://127.0.0.1:$imap/INBOX;MAILINDEX=1"; do
        try "curl $method STARTTLS ${url%%:*}" curl -sSk --ssl-reqd --user "$who:wonder" --login-options "AUTH=$method" "$url"
    done
done
try "curl APOP" curl -sSk --user "$who:wonder" --login-options "AUTH=+APOP" "pop3://127.0.0.1:$pop3/1"
try "curl APOP TLS" curl -sSk --user "$who:wonder" --login-options "AUTH=+APOP" "pop3s://127.0.0.1:$pop3s/1"

if has swaks; then
    for method in PLAIN LOGIN CRAM-MD5; do
        for how in "$smtp" "$submission --tls" "$smtps --tlsc"; do
            set -- $how
            port=$1
            shift
            try "swaks $method $how" swaks --server "127.0.0.1:$port" "$@" --auth "$method" --auth-user "$who" --auth-password wonder --from "$who" --to "$who" --body hi
        done
    done
fi

if has msmtp; then
    for method in plain login cram-md5 scram-sha-1 scram-sha-256; do
        for how in "off $smtp" "on $submission"; do
            set -- $how
            try "msmtp $method $how" sh -c 'printf "Subject: x\n\nhi\n" | msmtp "$@"' - --host=localhost --port="$2" --from="$who" --auth="$method" --user="$who" \
                --passwordeval='echo wonder' --tls="$1" --tls-trust-file="$etc/cert.pem" "$who"
        done
    done
fi

if has mpop; then
    for method in user apop plain login cram-md5 scram-sha-1 scram-sha-256; do
        for how in "off $pop3 off" "on $pop3 on" "on $pop3s off"; do
            set -- $how
            rm -f "$work/mpop.uidls"
            try "mpop $method $how" mpop --host=localhost --port="$2" --auth="$method" --user="$who" --passwordeval='echo wonder' --tls="$1" --tls-starttls="$3" \
                --tls-trust-file="$etc/cert.pem" --keep=on --uidls-file="$work/mpop.uidls" --delivery="mbox,$work/mpop.mbox" --received-header=off
        done
    done
fi

if has fetchmail; then
    for how in "pop3 $pop3 password ''" "pop3 $pop3 any starttls" "pop3 $pop3s password tls" "apop $pop3 any ''" "imap $imap password ''" "imap $imaps password tls" \
        "imap $imap cram-md5 ''" "imap $imaps cram-md5 tls" "pop3 $pop3 cram-md5 ''"; do
        eval "set -- $how"
        case $4 in tls) tls="ssl sslproto 'TLS1.2+'" ;; starttls) tls="sslproto 'TLS1.2+'" ;; *) tls="sslproto ''" ;; esac
        echo "poll 127.0.0.1 proto $1 port $2 auth $3 user '$who' password wonder keep fetchall $tls no sslcertck mda 'cat >/dev/null'" >"$work/fetchmailrc"
        chmod 600 "$work/fetchmailrc"
        try "fetchmail $how" fetchmail -f "$work/fetchmailrc" --pidfile "$work/fetchmail.pid" --nosyslog --nodetach
    done
fi

if has getmail; then
    for how in "SimplePOP3Retriever $pop3 false" "SimplePOP3Retriever $pop3 apop" "SimplePOP3SSLRetriever $pop3s false" "SimpleIMAPRetriever $imap false" \
        "SimpleIMAPSSLRetriever $imaps false" "SimpleIMAPRetriever $imap cram"; do
        set -- $how
        rm -rf "$work/getmail"
        mkdir -p "$work/getmail/box/new" "$work/getmail/box/cur" "$work/getmail/box/tmp"
        {
            printf '[retriever]\ntype = %s\nserver = localhost\nport = %s\nusername = %s\npassword = wonder\n' "$1" "$2" "$who"
            case $3 in apop) echo "use_apop = true" ;; cram) echo "use_cram_md5 = true" ;; esac
            printf '[destination]\ntype = Maildir\npath = %s/\n[options]\nread_all = true\nmax_messages_per_session = 2\ndelete = false\n' "$work/getmail/box"
        } >"$work/getmail/rc"
        [ -z "$as" ] || chown -R nobody:nogroup "$work/getmail"
        # Its own deliveries may trip over each other's SIGCHLD.
        try "getmail $how" $as sh -c 'for attempt in 1 2 3 4 5; do getmail --getmaildir "$0" --rcfile rc && exit 0; done; exit 1' "$work/getmail"
    done
fi

if has mutt; then
    for method in plain login cram-md5 scram-sha-1 scram-sha-256; do
        case $method in login) imap_only=yes ;; *) imap_only= ;; esac
        for url in "imap://localhost:$imap/" "imaps://localhost:$imaps/" ${imap_only:-"pop://localhost:$pop3/" "pops://localhost:$pop3s/"}; do
            [ "$url" != yes ] || continue
            cat >"$work/muttrc" <<END
set ssl_verify_host=no ssl_verify_dates=no ssl_starttls=no certificate_file="$etc/cert.pem"
set imap_user="$who" imap_pass=wonder imap_authenticators="$method" pop_user="$who" pop_pass=wonder pop_authenticators="$method" pop_delete=no
set spoolfile="$url" wait_key=no sleep_time=0 quit=yes delete=no folder="$work" move=no
push "<quit>"
END
            before=$(grep -c "Login: user=" "$home/log/mail.log" || true)
            try "mutt $method $url" python3 "$library/../lib/terminal.py" "$work/mutt.out" - mutt -n -F "$work/muttrc"
            [ "$(grep -c "Login: user=" "$home/log/mail.log")" -gt "$before" ] || wrong="$wrong
mutt $method $url: no login"
        done
    done
fi
stop
[ -z "$wrong" ] || fail "$wrong"
for method in PLAIN LOGIN CRAM-MD5 APOP SCRAM-SHA-1 SCRAM-SHA-256; do
    grep -q "pop3-login.*Login: user=<$who>, method=$method," "$home/log/mail.log" || say "no program has logged in by POP3 with $method"
done
say "$tried logins passed"
passed=yes

#!/bin/sh
# Users of several back ends in one order: accounts, a password file with hashes by doveadm, sasldb by saslpasswd2, an SQL query.
# App passwords, a master, last logins, and a back end in trouble.
. "$(dirname "$0")/../lib.sh"
need doveadm saslpasswd2 sqlite3 python3

configure
cat >>"$etc/main.cf" <<END
auth_backends = accounts, passwd-file:$etc/users, sasldb:$etc/sasldb2, sqlite:$etc/users.cf
smtpd_sasl_local_domain = $domain
auth_master_user_separator = *
imapd_error_sleep_time = 0
END
hash() { doveadm -c /dev/null pw -s "$1" -p "$2" | tail -1; }
cat >"$etc/users" <<END
# as Dovecot has them
bob:$(hash SHA512-CRYPT 'bobs password'):::Bob::
carol@$domain:$(hash SSHA256 carols)::::::proxy=y
:{PLAIN}nobody
broken:{NOSUCH}x
END
printf 'daves' | saslpasswd2 -c -p -f "$etc/sasldb2" -u "$domain" dave
sqlite3 "$etc/users.db" "CREATE TABLE users (address TEXT PRIMARY KEY, password TEXT, mail TEXT);
    INSERT INTO users VALUES ('erin@$domain', '$(hash BLF-CRYPT erins)', NULL), ('broken@$domain', '{PLAIN}x', NULL)"
cat >"$etc/users.cf" <<END
dbpath = $etc/users.db
query = SELECT password, mail FROM users WHERE address = '%s'
END
chmod 644 "$etc/users" "$etc/sasldb2" "$etc/users.db" "$etc/users.cf"
user alice wonder
user admin rules
$as "$program" -c "$etc" user master "admin@$domain" yes || fail "user master"
phone=$($as "$program" -c "$etc" user app-password add "alice@$domain" --name phone --only imap) || fail "user app-password add"
$as "$program" -c "$etc" user add "frank@$domain" --hash "$(hash SHA512-CRYPT franks)" || fail "user add --hash"
start

# login NAME PASSWORD: curl's status; 67 says that the server has refused.
login() {
    status=0
    bounded curl -sk --user "$1:$2" "imaps://127.0.0.1:$imaps/" --request NOOP >/dev/null 2>&1 || status=$?
    return $status
}
may() { login "$1" "$2" || fail "$1 cannot log in with '$2': $status"; }
may_not() {
    ! login "$1" "$2" || fail "$1 has logged in with '$2'"
    [ $status -eq 67 ] || fail "$1 with '$2': status $status"
}
# none_of NAME PASSWORD...: at once, for each refusal takes its time.
none_of() {
    waiting=""
    while [ $# -gt 0 ]; do
        (may_not "$1" "$2") &
        waiting="$waiting $!"
        shift 2
    done
    for one in $waiting; do wait "$one" || fail "see above"; done
}
may "alice@$domain" wonder
may "alice@$domain" "$phone"
may bob 'bobs password'
may "bob@$domain" 'bobs password'
may carol carols
may dave daves
may erin erins
may frank franks
may "alice@$domain*admin@$domain" rules
may "bob*admin" rules
none_of "alice@$domain" "bobs password" bob wonder dave erins erin x nobody wonder "alice*bob" 'bobs password' "nobody*admin" rules
# His line is broken: trouble, and the SQL table, which has him too, is not asked.
! login broken x || fail "the user of a broken line has logged in"
logged "temporary failure"
# An app password of one service only.
! bounded curl -sk --user "alice@$domain:$phone" "pop3s://127.0.0.1:$pop3s/" >/dev/null 2>&1 || fail "POP3 takes a password for IMAP"
grep -q 'NOSUCH\|unknown scheme' "$home/log/mail.log" || fail "the broken line is not named"
[ "$(grep -c 'extra field proxy' "$home/log/mail.log")" -eq 1 ] || fail "the unknown field is not named once"
logged 'user=<alice@'"$domain"'>, master=<admin@'"$domain"'>'
logged 'frank@'"$domain"'>: stored password renewed'
last_login() { $as "$program" -c "$etc" user show "alice@$domain" | grep -q '^last login: .* imap from 127.0.0.1'; }
wait_for 5 last_login || fail "no last login of alice"
$as "$program" -c "$etc" user app-password list "alice@$domain" | grep -q '^phone: imap, made ' || fail "app-password list"
$as "$program" -c "$etc" user app-password del "alice@$domain" --name phone || fail "app-password del"
# A change of the file counts at once; a file that is away is trouble, and nobody behind it gets in.
printf 'bob:{PLAIN}other\n' >"$etc/users.new" && chmod 644 "$etc/users.new" && mv "$etc/users.new" "$etc/users"
may bob other
rm "$etc/users"
may "alice@$domain" wonder
! login dave daves || fail "a back end behind one in trouble was asked"
stop
say "passed"
passed=yes

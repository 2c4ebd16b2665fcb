#!/bin/sh
# Passwords of PAM, and of a real saslauthd that asks PAM. /etc/pam.d is the test's own, in a mount namespace.
. "$(dirname "$0")/../lib.sh"
need saslauthd unshare setpriv setsid
[ "$(id -u)" -eq 0 ] || skip "a mount namespace of its own needs root"
unshare -m true 2>/dev/null || skip "mount namespaces are not to be had here"
ls /lib/*/security/pam_exec.so >/dev/null 2>&1 || skip "libpam-modules are not installed"

configure
mkdir "$work/pam.d" "$work/mux"
cat >"$work/check" <<'END'
#!/bin/sh
read -r password
[ "$password" = "right for $PAM_USER" ]
END
chmod 755 "$work/check" "$work/mux"
# service NAME MODULE: the password is compared by a program, the account by that module.
service() {
    cat >"$work/pam.d/$1" <<END
auth [success=1 default=ignore] pam_exec.so quiet expose_authtok $work/check
auth requisite pam_deny.so
auth required pam_permit.so
account required $2
END
}
for name in mailstead imap smtp other; do service $name pam_permit.so; done
service closed pam_deny.so
cat >"$work/inside" <<END
#!/bin/sh
mount --bind $work/pam.d /etc/pam.d && exec "\$@"
END
chmod 755 "$work/inside"
cat >>"$etc/main.cf" <<END
auth_backends = accounts, pam
smtpd_sasl_local_domain = $domain
virtual_mailbox_maps = inline:{{bob@$domain = bob/}}
auth_backend_timeout = 10s
imapd_error_sleep_time = 0
END
user alice wonder
as="unshare -m $work/inside $as"
start
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
may bob 'right for bob'
may "bob@$domain" 'right for bob'
none_of "alice@$domain" wrong bob 'right for alice' "bob@elsewhere.test" 'right for bob' root 'right for root'
# What each can do is what is offered.
printf 'a CAPABILITY\r\nb LOGOUT\r\n' | bounded openssl s_client -quiet -connect "127.0.0.1:$imaps" 2>/dev/null >"$work/capability" || true
grep -q 'AUTH=PLAIN' "$work/capability" || fail "PLAIN is not offered"
! grep -q 'AUTH=SCRAM' "$work/capability" || fail "SCRAM is offered, which PAM's users cannot use"
stop

# An account that PAM has closed is a no.
sed -i 's|^auth_backend_timeout.*|auth_pam_service_name = closed|' "$etc/main.cf"
start
may_not bob 'right for bob'
may "alice@$domain" wonder
stop

# The same through saslauthd.
sed -i "s|^auth_backends.*|auth_backends = accounts, saslauthd:$work/mux/mux|" "$etc/main.cf"
setsid unshare -m "$work/inside" saslauthd -d -a pam -n 1 -m "$work/mux" >"$work/saslauthd.log" 2>&1 &
saslauthd=$!
others="$others $saslauthd"
wait_for 10 test -S "$work/mux/mux" || fail "saslauthd has not begun"
chmod 777 "$work/mux/mux"
start
may "alice@$domain" wonder
may bob 'right for bob'
none_of bob 'right for alice' "bob@elsewhere.test" 'right for bob'
# Ended, it ends its process group.
kill -TERM "$saslauthd"
wait_for 5 gone "$saslauthd" || fail "saslauthd has not ended"
may "alice@$domain" wonder
! login bob 'right for bob' || fail "bob has logged in without saslauthd"
logged "saslauthd .*: "
stop
say "passed"
passed=yes

#!/bin/sh
# For SECONDS (15) everybody at once: deliveries into an mbox and a Maildir, two IMAP sessions of ours on each, Debian's Dovecot
# on the Maildir, mutt on the mbox with its dot lock and fcntl. What was delivered is what is found, each message once, byte for
# byte; no lock is left.
. "$(dirname "$0")/../lib.sh"
need python3 mutt doveadm

configure
user bob builder
user carol builder
uid=$($as id -u) gid=$($as id -g)
cat >>"$etc/main.cf" <<END
virtual_mailbox_maps = texthash:$etc/vmailbox
virtual_minimum_uid = 1
virtual_uid_maps = static:$uid
virtual_gid_maps = static:$gid
virtual_mailbox_lock = fcntl, dotlock
deliver_lock_delay = 1s
smtpd_client_connection_count_limit = 0
END
printf '%s\n' "bob@$domain boxes/bob" "carol@$domain boxes/carol/" >"$etc/vmailbox"
cat >"$etc/dovecot.conf" <<END
log_path = $home/log/dovecot.log
base_dir = $home/dovecot
mail_location = maildir:$home/mail/boxes/carol
first_valid_uid = 1
first_valid_gid = 1
stats_writer_socket_path =
protocol imap {
  imap_capability = +UIDPLUS
}
END
cat >"$etc/muttrc" <<END
set delete=yes quit=yes move=no mark_old=no wait_key=no confirmappend=no header_cache="" check_new=no sort=mailbox-order
END
$as mkdir -p "$home/dovecot"
start
seconds=${SECONDS_LONG:-15}
limit=$((seconds + 60))
bounded python3 "$here/together.py" --seconds "$seconds" --imap "$imap" --smtp "$smtp" --domain "$domain" --password builder \
    --boxes "$home/mail/boxes" --config "$etc" --as "$as" --work "$work" || fail "mail was lost, doubled or changed"
stop
left=$(cd "$home/mail/boxes" && find . -name '*.lock' -o -name '*.tmp' -o -path '*/tmp/*' -type f)
[ -z "$left" ] || fail "left behind: $left"
say "passed"
passed=yes

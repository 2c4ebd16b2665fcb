#!/bin/sh
# An mbox INBOX grown under Debian's Dovecot: the first opening takes over UIDVALIDITY, UIDs, marks and POP3 ids; folders are a
# Maildir++ beside it (mail_folder_directory); Dovecot reads all of it afterwards.
. "$(dirname "$0")/../lib.sh"
need python3 doveadm

configure
user bob builder
uid=$($as id -u) gid=$($as id -g)
cat >>"$etc/main.cf" <<END
virtual_mailbox_maps = texthash:$etc/vmailbox
virtual_minimum_uid = 1
virtual_uid_maps = static:$uid
virtual_gid_maps = static:$gid
virtual_mailbox_lock = fcntl, dotlock
mail_folder_directory = Maildir/
END
echo "bob@$domain boxes/bob" >"$etc/vmailbox"
cat >"$etc/dovecot.conf" <<END
log_path = $home/log/dovecot.log
base_dir = $home/dovecot
mail_location = mbox:$home/dovecot/mail:INBOX=$home/mail/boxes/bob:INDEX=MEMORY
first_valid_uid = 1
first_valid_gid = 1
stats_writer_socket_path =
END
$as mkdir -p "$home/dovecot/mail" "$home/mail/boxes"
start
limit=60
bounded python3 "$here/inbox.py" --imap "$imap" --pop3 "$pop3" --smtp "$smtp" --domain "$domain" --box "$home/mail/boxes/bob" \
    --config "$etc" --as "$as" --home "$home" || fail "the mailbox is not as it was"
stop
say "passed"
passed=yes

#!/bin/sh
# Mailstead, Debian's Postfix, Mailstead: $MESSAGES (500) mixed messages go through all three, some end in Maildirs there, others at a
# last hop that records the envelope. Each arrives once, as it was sent, with the DSN parameters it had; reports come back the other way.
. "$(dirname "$0")/../lib.sh"
. "$library/postfix.sh"
need python3

eval "$(free_ports relay sink plain)"

instance origin origin.test
cat >>"$etc/main.cf" <<END
mynetworks = 127.0.0.0/8
local_header_rewrite_clients =
message_size_limit = 30000000
virtual_mailbox_maps = static:all/
smtp_line_length_limit = 0
default_transport = smtp:[127.0.0.1]:$relay
smtp_dns_support_level = disabled
smtpd_client_connection_count_limit = 0
END
begin
origin=$smtp

instance last maildir.test
cat >>"$etc/main.cf" <<END
mynetworks = 127.0.0.0/8
local_header_rewrite_clients =
message_size_limit = 30000000
virtual_mailbox_maps = pcre:{ {/^bad/ } {!/^bad/ all/} }
smtp_line_length_limit = 0
smtp_dns_support_level = disabled
transport_maps = inline:{ {origin.test = smtp:[127.0.0.1]:$relay}, {sink.test = smtp:[127.0.0.1]:$sink}, {plain.test = smtp:[127.0.0.1]:$plain} }
END
sed -i 's|{/^bad/ } ||' "$etc/main.cf"
begin
last=$smtp

postfix_instance postfix
cat >>"$peer/etc/main.cf" <<END
myhostname = relay.test
mydestination =
local_header_rewrite_clients =
message_size_limit = 30000000
smtp_line_length_limit = 0
smtpd_client_connection_count_limit = 0
default_transport = smtp:[127.0.0.1]:$last
transport_maps = inline:{ {origin.test = smtp:[127.0.0.1]:$origin} }
END
echo "127.0.0.1:$relay inet n - n - - smtpd" >>"$peer/etc/master.cf"
postfix_start "$relay"

limit=${SECONDS_ALLOWED:-100} bounded python3 "$here/mail.py" --messages "${MESSAGES:-500}" --program "$program" --work "$work" \
    --origin "$origin" --sink "$sink" --plain "$plain" --as "$as" || fail "see above"
# Postfix leaves connections that it has kept without a QUIT.
at last
! grep 'lost connection after' "$home/log/mail.log" || fail "mail that was taken is said to be lost"
say "passed"
passed=yes

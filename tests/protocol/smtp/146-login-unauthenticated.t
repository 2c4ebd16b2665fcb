# It is about strangers.
SET smtpd_sender_login_maps inline:{ { a@spam.example = joe, test } { owned.example = joe } { @other.example = joe } }
SET smtpd_sasl_auth_enable yes
SET smtpd_recipient_restrictions reject_unauthenticated_sender_login_mismatch
S... 220 *
C: HELO mail.good.example
S: 250 demo1.nasa.lctseng.nctucs.net
C: MAIL FROM:<a@spam.example>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 553 5.7.1 <a@spam.example>: Sender address rejected: not logged in

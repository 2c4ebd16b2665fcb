# unknown_helo_hostname_tempfail_action = defer.
DNS mail.good.example FAIL
SET unknown_helo_hostname_tempfail_action defer
SET smtpd_recipient_restrictions reject_unknown_helo_hostname, reject
S... 220 *
C: HELO mail.good.example
S: 250 demo1.nasa.lctseng.nctucs.net
C: MAIL FROM:<a@spam.example>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 450 4.7.1 <mail.good.example>: Helo command rejected: Host not found

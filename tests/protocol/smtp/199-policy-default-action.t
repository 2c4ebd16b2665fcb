# default_action and try_limit of one service.
SET smtpd_recipient_restrictions check_policy_service { inet:127.0.0.1:@, default_action=550 5.1.1 nope, try_limit=1 }
POLICY DOWN
S... 220 *
C: HELO mail.good.example
S: 250 demo1.nasa.lctseng.nctucs.net
C: MAIL FROM:<a@spam.example>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 550 5.1.1 <bob@example.com>: Recipient address rejected: nope
POLICYCONNECTIONS 1

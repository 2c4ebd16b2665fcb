# A service that does not answer: the default action, and a word in the log.
SET smtpd_recipient_restrictions check_policy_service inet:127.0.0.1:@
SET smtpd_policy_service_retry_delay 0
POLICY DOWN
S... 220 *
C: HELO mail.good.example
S: 250 demo1.nasa.lctseng.nctucs.net
C: MAIL FROM:<a@spam.example>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 451 4.3.5 <bob@example.com>: Recipient address rejected: Server configuration problem
LOG *problem talking to server inet:127.0.0.1:*
POLICYCONNECTIONS 2

# An answer that nobody has asked for, between two requests, is none: that connection is not used again.
SET smtpd_recipient_restrictions check_policy_service inet:127.0.0.1:@
POLICY 450 first
S... 220 *
C: HELO x
S~ 250 *
C: MAIL FROM:<a@spam.example>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 450 4.7.1 <bob@example.com>: Recipient address rejected: first
POLICYSPEAKS action=OK\n\n
C: RCPT TO:<bob@example.com>
S: 450 4.7.1 <bob@example.com>: Recipient address rejected: first
POLICYCONNECTIONS 2

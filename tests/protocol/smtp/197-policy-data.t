# At DATA and at the end of the message; END-OF-MESSAGE tells the size and the queue id.
SET smtpd_data_restrictions check_policy_service inet:127.0.0.1:@
SET smtpd_end_of_data_restrictions check_policy_service { inet:127.0.0.1:@, policy_context=ctx }
S... 220 *
C: HELO mail.good.example
S: 250 demo1.nasa.lctseng.nctucs.net
C: MAIL FROM:<a@spam.example>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 250 2.1.5 Ok
C: RCPT TO:<alice@example.com>
S: 250 2.1.5 Ok
C: DATA
S~ 354 *
POLICYSAW protocol_state=DATA
POLICYSAW recipient_count=2
POLICYSAW recipient=
POLICY 554 5.7.1 no
C: Subject: x
C:
C: hi
C: .
S: 554 5.7.1 <END-OF-MESSAGE>: End-of-data rejected: no
POLICYSAW protocol_state=END-OF-MESSAGE
POLICYSAW policy_context=ctx
POLICYSAW size=18
QUEUED 0

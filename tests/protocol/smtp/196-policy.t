# check_policy_service: the action decides, the connection is kept.
SET smtpd_recipient_restrictions check_policy_service inet:127.0.0.1:@
POLICY 450 4.2.0 grey
NAME 192.0.2.10 good.example
S... 220 *
C: HELO mail.good.example
S: 250 demo1.nasa.lctseng.nctucs.net
C: MAIL FROM:<a@spam.example>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 450 4.2.0 <bob@example.com>: Recipient address rejected: grey
POLICYSAW request=smtpd_access_policy
POLICYSAW protocol_state=RCPT
POLICYSAW protocol_name=SMTP
POLICYSAW client_address=192.0.2.10
POLICYSAW client_name=good.example
POLICYSAW client_port=40000
POLICYSAW reverse_client_name=good.example
POLICYSAW helo_name=mail.good.example
POLICYSAW sender=a@spam.example
POLICYSAW recipient=bob@example.com
POLICYSAW recipient_count=0
POLICYSAW queue_id=
POLICYSAW size=0
POLICYSAW etrn_domain=
POLICYSAW stress=
POLICYSAW sasl_method=
POLICYSAW sasl_username=
POLICYSAW ccert_fingerprint=
POLICYSAW encryption_protocol=
POLICYSAW encryption_keysize=0
POLICYSAW policy_context=
POLICY DUNNO
C: RCPT TO:<bob@example.com>
S: 250 2.1.5 Ok
POLICY warn_if_reject reject
C: RCPT TO:<alice@example.com>
S: 250 2.1.5 Ok
POLICYCONNECTIONS 1

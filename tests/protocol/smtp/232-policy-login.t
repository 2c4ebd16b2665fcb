# A policy service hears who has logged in, and for whom he sends.
SET smtpd_sasl_auth_enable yes
SET smtpd_sender_restrictions check_policy_service inet:127.0.0.1:@
SET smtpd_delay_reject no
POLICY REJECT not you
S... 220 *
C: EHLO x
S... 250 *
C: AUTH PLAIN AHRlc3QAdGVzdHBhc3N3b3Jk
S~ 235 *
C: MAIL FROM:<a@b.example> SIZE=1000 AUTH=c+40d.example
S: 554 5.7.1 <a@b.example>: Sender address rejected: not you
POLICYSAW protocol_state=MAIL
POLICYSAW protocol_name=ESMTP
POLICYSAW sasl_method=PLAIN
POLICYSAW sasl_username=test
POLICYSAW sasl_sender=c@d.example
POLICYSAW size=1000
POLICYSAW recipient=

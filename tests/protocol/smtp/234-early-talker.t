# Without postscreen: a pause as the first restriction, and who talks into it is seen.
SET smtpd_client_restrictions sleep 1, reject_unauth_pipelining
SET smtpd_delay_reject no
NOCUT pieces would be waited for
C: EHLO x
S: 503 5.5.0 <unknown[192.0.2.10]>: Client host rejected: Improper use of SMTP command pipelining
S: 503 5.7.0 Error: access denied for unknown[192.0.2.10]

# smtpd_delay_reject = no: the client is refused in place of the greeting.
SET smtpd_delay_reject no
SET smtpd_authorized_xclient_hosts 192.0.2.10
SET smtpd_client_restrictions reject
S: 554 5.7.1 <unknown[192.0.2.10]>: Client host rejected: Access denied
C: HELO x
S: 503 5.7.0 Error: access denied for unknown[192.0.2.10]
C: NOOP
S: 503 5.7.0 Error: access denied for unknown[192.0.2.10]
C: XCLIENT ADDR=192.0.2.1
S: 503 5.7.0 Error: access denied for unknown[192.0.2.10]
C: QUIT
S: 221 2.0.0 Bye
LOG NOQUEUE: reject: CONNECT from unknown[192.0.2.10]: 554 5.7.1 <unknown[192.0.2.10]>: Client host rejected: Access denied; proto=SMTP

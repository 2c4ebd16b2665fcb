# VRFY goes through the same lists.
SET smtpd_client_restrictions reject
S... 220 *
C: HELO x
S~ 250 *
C: VRFY bob@example.com
S: 554 5.7.1 <unknown[192.0.2.10]>: Client host rejected: Access denied

# 521 ends it there.
SET smtpd_delay_reject no
SET smtpd_client_restrictions check_client_access inline:{ { 192.0.2.10 = 521 go away } }
S: 521 5.7.1 <unknown[192.0.2.10]>: Client host rejected: go away
CLOSED

# smtpd_sasl_exceptions_networks: not told of AUTH, which works all the same.
SET smtpd_sasl_auth_enable yes
SET smtpd_sasl_exceptions_networks 192.0.2.10
S... 220 *
C: EHLO x
S... 250-ETRN
S: 250-ENHANCEDSTATUSCODES
S... 250 CHUNKING
C: AUTH PLAIN AHRlc3QAdGVzdHBhc3N3b3Jk
S: 235 2.7.0 Authentication successful

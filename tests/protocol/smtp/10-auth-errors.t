# RFC 4954 §4: cancel, bad base64, unknown mechanism, bad places.
SET smtpd_sasl_auth_enable yes
S... 220 *
C: EHLO x
S... 250 *
C: AUTH
S: 501 5.5.4 Syntax: AUTH mechanism
C: AUTH PLAIN a b
S: 501 5.5.4 Syntax: AUTH mechanism
C: AUTH PLAIN ?
S: 535 5.7.8 Error: authentication failed: Invalid base64 data in initial response
C: AUTH DUNNO
S: 535 5.7.8 Error: authentication failed: Invalid authentication mechanism
C: AUTH PLAIN
S: 334 
C: *
S: 501 5.7.0 Authentication aborted
C: AUTH LOGIN
S: 334 VXNlcm5hbWU6
C: not base64!
S: 535 5.7.8 Error: authentication failed: Invalid base64 data in continued response
C: AUTH PLAIN =
S: 535 5.7.8 Error: authentication failed: authentication failure
C: MAIL FROM:<a@b.example>
S: 250 2.1.0 Ok
C: AUTH PLAIN
S: 503 5.5.1 Error: MAIL transaction in progress

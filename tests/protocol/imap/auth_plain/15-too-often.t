# Too many failures end the connection.
SET login_error_limit 2
S~ * OK *
C: a AUTHENTICATE PLAIN AGFsaWNlAHdyb25n
S~ a NO [AUTHENTICATIONFAILED] *
C: b AUTHENTICATE PLAIN AGFsaWNlAHdyb25n
S~ b NO [AUTHENTICATIONFAILED] *
S: * BYE Too many failed logins.
CLOSED

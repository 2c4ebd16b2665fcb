# RFC 8437 8: UNAUTHENTICATE gives nobody more tries to guess a password.
SET login_error_limit 3
S~ * OK *
C: a LOGIN alice@example.org wrong
S~ a NO [AUTHENTICATIONFAILED] *
C: b LOGIN alice@example.org wrong
S~ b NO [AUTHENTICATIONFAILED] *
C: c LOGIN alice@example.org secret
S~ c OK *
C: d UNAUTHENTICATE
S~ d OK *
C: e LOGIN alice@example.org wrong
S~ e NO [AUTHENTICATIONFAILED] *
S: * BYE Too many failed logins.
CLOSED

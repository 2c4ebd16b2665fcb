# A right form with a wrong password.
S~ * OK *
C: a AUTHENTICATE PLAIN AGFsaWNlQGV4YW1wbGUub3JnAHdyb25n
S: a NO [AUTHENTICATIONFAILED] Authentication failed.
C: b LOGIN alice@example.org secret
S~ b OK *

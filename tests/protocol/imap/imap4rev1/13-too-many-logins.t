# Guessing passwords ends the connection.
S~ * OK *
C: a LOGIN alice@example.org 1
S~ a NO [AUTHENTICATIONFAILED] *
C: b LOGIN alice@example.org 2
S~ b NO [AUTHENTICATIONFAILED] *
C: c LOGIN alice@example.org 3
S~ c NO [AUTHENTICATIONFAILED] *
S: * BYE Too many failed logins.
CLOSED

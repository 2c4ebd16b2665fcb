# A sign of life keeps firewalls open.
SET keep_alive 150
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: b IDLE
S: + idling
S: * OK Still here
S: * OK Still here
C: DONE
S... b OK Idle completed.

# COPYUID: both sets in the same order.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
BULK INBOX 5
GONE INBOX 2
FOLDER Work
C: s SELECT INBOX
S... s OK *
C: b COPY 1:4 Work
S~ b OK [COPYUID * 1,3:5 1,2:4] Copy completed.
C: c UID COPY 5 Work
S~ c OK [COPYUID * 5 5] Copy completed.

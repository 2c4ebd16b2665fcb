# UID SORT gives uids; sequence numbers among its keys stay such.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
TEXT INBOX Subject: c\n\nx\n
TEXT INBOX Subject: b\n\nx\n
TEXT INBOX Subject: a\n\nx\n
TEXT INBOX Subject: d\n\nx\n
GONE INBOX 1
C: s SELECT INBOX
S... s OK *
C: b UID SORT (SUBJECT) UTF-8 ALL
S: * SORT 3 2 4
S: b OK Sort completed.
C: c UID SORT (SUBJECT) UTF-8 1:2
S: * SORT 3 2
S: c OK Sort completed.
C: d SORT (SUBJECT) UTF-8 UID 3:4
S: * SORT 2 3
S: d OK Sort completed.

# EXPUNGE waits while numbers are counted, and not for UID SORT.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
TEXT INBOX Subject: c\n\nx\n
TEXT INBOX Subject: b\n\nx\n
TEXT INBOX Subject: a\n\nx\n
C: s SELECT INBOX
S... s OK *
GONE INBOX 2
C: b SORT (SUBJECT) UTF-8 ALL
S: * SORT 3 1
S: b OK Sort completed.
C: c UID SORT (SUBJECT) UTF-8 ALL
S: * SORT 3 1
S: * 2 EXPUNGE
S: c OK Sort completed.
C: d UID SORT (SUBJECT) UTF-8 1:2
S: * SORT 3 1
S: d OK Sort completed.

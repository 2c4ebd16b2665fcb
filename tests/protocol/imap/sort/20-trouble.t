# A message that cannot be read is trouble; one that is gone is left out.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
TEXT INBOX Subject: b\n\nx\n
TEXT INBOX Subject: a\n\nx\n
C: s SELECT INBOX
S... s OK *
TROUBLE facts EIO 2
C: b SORT (SUBJECT) UTF-8 ALL
S~ b NO *
TROUBLE facts gone
TROUBLE facts gone 2
C: c SORT (SUBJECT) UTF-8 ALL
S: * SORT 1
S: c OK Sort completed.
C: d SORT (SUBJECT) UTF-8 ALL
S: * SORT 2 1
S: d OK Sort completed.

# Ranges only where numbers rise.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
TEXT INBOX Subject: b\n\nx\n
TEXT INBOX Subject: b\n\nx\n
TEXT INBOX Subject: a\n\nx\n
TEXT INBOX Subject: a\n\nx\n
TEXT INBOX Subject: c\n\nx\n
C: s SELECT INBOX
S... s OK *
C: b SORT RETURN () (SUBJECT) UTF-8 ALL
S: * ESEARCH (TAG "b") ALL 3:4,1:2,5
S: b OK Sort completed.

# RFC 7162 3.1.9: the highest modseq stands at the end.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
TEXT INBOX Subject: b\n\nx\n
TEXT INBOX Subject: a\n\nx\n
FLAGS INBOX 1 + \Seen
C: s SELECT INBOX
S... s OK *
C: b SORT (SUBJECT) UTF-8 MODSEQ 1
S~ * OK [HIGHESTMODSEQ *
S~ * SORT 2 1 (MODSEQ *)
S~ b OK *
C: c UID SORT (SUBJECT) UTF-8 MODSEQ 999999
S: * SORT
S: c OK Sort completed.

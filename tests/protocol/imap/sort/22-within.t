# With keys of other extensions.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
TEXT INBOX Subject: b\n\nx\n
TEXT INBOX Subject: a\n\nx\n
C: s SELECT INBOX
S... s OK *
C: b SORT (SUBJECT) UTF-8 OLDER 1 NOT DELETED
S: * SORT 2 1
S: b OK Sort completed.
C: c SEARCH RETURN (SAVE) SUBJECT b
S: c OK Search completed, result saved.
C: d SORT (SUBJECT) UTF-8 $
S: * SORT 1
S: d OK Sort completed.

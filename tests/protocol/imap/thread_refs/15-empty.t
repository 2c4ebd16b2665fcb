# Nothing found, nothing there.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: s SELECT INBOX
S... s OK *
C: b THREAD REFS UTF-8 ALL
S: * THREAD
S: b OK Thread completed.
C: c UID THREAD REFS US-ASCII SUBJECT x
S: * THREAD
S: c OK Thread completed.

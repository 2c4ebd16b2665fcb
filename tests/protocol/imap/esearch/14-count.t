# RFC 4731 3.1, fifth example: how many are deleted.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
BULK INBOX 3
FLAGS INBOX 1 + \Deleted
FLAGS INBOX 3 + \Deleted
C: s SELECT INBOX
S... s OK *
C: A286 SEARCH RETURN (COUNT) DELETED
S: * ESEARCH (TAG "A286") COUNT 2
S: A286 OK Search completed.

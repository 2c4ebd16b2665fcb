# RFC 4731 3.1, fourth example: UID SEARCH, with the indicator.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
BULK INBOX 38
GONE INBOX 1
GONE INBOX 2
C: s SELECT INBOX
S... s OK *
C: A285 UID SEARCH RETURN (MIN MAX) 1:30
S: * ESEARCH (TAG "A285") UID MIN 3 MAX 32
S: A285 OK Search completed.

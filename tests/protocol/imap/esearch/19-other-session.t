# Numbers are those the client knows: an expunge that it has not been told is held back.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
BULK INBOX 5
C: s SELECT INBOX
S... s OK *
GONE INBOX 2
C: y FETCH 1 UID
S: * 1 FETCH (UID 1)
S: y OK Fetch completed.
C: b SEARCH RETURN (ALL COUNT) ALL
S: * ESEARCH (TAG "b") COUNT 4 ALL 1,3:5
S: b OK Search completed.
C: c UID SEARCH RETURN (ALL) 1,3
S: * ESEARCH (TAG "c") UID ALL 1,3
S: c OK Search completed.
C: d UID SEARCH RETURN (ALL) UID 1:*
S: * ESEARCH (TAG "d") UID ALL 1,3:5
S: * 2 EXPUNGE
S: d OK Search completed.

# An option named twice counts once; a tag with quotes' worth of characters comes back.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
BULK INBOX 2
C: s SELECT INBOX
S... s OK *
C: a.1\b SEARCH RETURN (COUNT COUNT) ALL
S~ * BAD *
C: a.1 SEARCH RETURN (count COUNT) ALL
S: * ESEARCH (TAG "a.1") COUNT 2
S: a.1 OK Search completed.

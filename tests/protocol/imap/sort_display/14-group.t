# The start of a group has a mailbox and no host.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
TEXT INBOX To: friends: a@x, b@x;\nSubject: 1\n\nx\n
TEXT INBOX To: e@x\nSubject: 2\n\nx\n
TEXT INBOX To: undisclosed-recipients:;\nSubject: 3\n\nx\n
C: s SELECT INBOX
S... s OK *
C: b SORT (DISPLAYTO) UTF-8 ALL
S: * SORT 2 1 3
S: b OK Sort completed.

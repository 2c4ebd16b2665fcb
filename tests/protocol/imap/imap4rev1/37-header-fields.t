# HEADER.FIELDS and its opposite, in any case and order, folded fields whole.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
TEXT INBOX From: a@example.org\nSubject: folded\n over two lines\nTo: b@example.org\nX-Y: z\n\nx\n
C: s SELECT INBOX
S... s OK *

C: b FETCH 1 BODY.PEEK[HEADER.FIELDS (subject FROM Missing)]
S: * 1 FETCH (BODY[HEADER.FIELDS (subject FROM Missing)] {57}
S: From: a@example.org
S: Subject: folded
S:  over two lines
S: 
S: )
S: b OK Fetch completed.
C: c FETCH 1 BODY.PEEK[HEADER.FIELDS.NOT ("From" "Subject" "To")]
S: * 1 FETCH (BODY[HEADER.FIELDS.NOT (From Subject To)] {10}
S: X-Y: z
S: 
S: )
S: c OK Fetch completed.
C: d FETCH 1 BODY.PEEK[HEADER.FIELDS (Missing)]
S: * 1 FETCH (BODY[HEADER.FIELDS (Missing)] {2}
S: 
S: )
S: d OK Fetch completed.
C: e FETCH 1 BODY.PEEK[HEADER.FIELDS]
S~ e BAD *

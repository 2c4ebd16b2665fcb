# Partial fetches, inside, across and beyond the end.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
TEXT INBOX Subject: one\n\n0123456789\n
C: s SELECT INBOX
S... s OK *

C: b FETCH 1 BODY.PEEK[TEXT]<2.4>
S: * 1 FETCH (BODY[TEXT]<2> {4}
S: 2345)
S: b OK Fetch completed.
C: c FETCH 1 BODY.PEEK[TEXT]<8.100>
S: * 1 FETCH (BODY[TEXT]<8> {4}
S: 89
S: )
S: c OK Fetch completed.
C: d FETCH 1 BODY.PEEK[TEXT]<100.5>
S: * 1 FETCH (BODY[TEXT]<100> {0}
S: )
S: d OK Fetch completed.
C: e FETCH 1 BODY.PEEK[]<0.14>
S: * 1 FETCH (BODY[]<0> {14}
S: Subject: one
S: )
S: e OK Fetch completed.
C: f FETCH 1 BODY.PEEK[]<0.0>
S~ f BAD *

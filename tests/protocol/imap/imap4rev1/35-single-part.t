# A message without parts has part 1: its body.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
TEXT INBOX Subject: one\n\nhello\n
C: s SELECT INBOX
S... s OK *

C: b FETCH 1 (BODY.PEEK[1] BODY.PEEK[1.MIME] BODY.PEEK[2])
S: * 1 FETCH (BODY[1] {7}
S: hello
S:  BODY[1.MIME] {16}
S: Subject: one
S: 
S:  BODY[2] NIL)
S: b OK Fetch completed.

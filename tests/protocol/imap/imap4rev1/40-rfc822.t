# RFC822 and RFC822.HEADER.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
TEXT INBOX Subject: one\r\n\r\nalready CRLF\r\n
C: s SELECT INBOX
S... s OK *

C: b FETCH 1 RFC822.HEADER
S: * 1 FETCH (RFC822.HEADER {16}
S: Subject: one
S: 
S: )
S: b OK Fetch completed.
C: c FETCH 1 RFC822
S: * 1 FETCH (RFC822 {30}
S: Subject: one
S: 
S: already CRLF
S:  FLAGS (\Seen \Recent))
S: c OK Fetch completed.

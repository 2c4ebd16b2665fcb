# Mail is not counted by this resource: APPEND and COPY go on.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
FOLDER Work
LIMIT 2F
C! b APPEND INBOX {14+}\r\nSubject: one\r\n\r\n
S~ b OK *
C: c SELECT INBOX
S... c OK *
C: d COPY 1 Work
S~ d OK *

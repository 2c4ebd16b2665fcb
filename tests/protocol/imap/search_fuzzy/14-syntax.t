# FUZZY takes one search key.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C! m0 APPEND INBOX {52+}\r\nSubject: one\r\nFrom: Eve <eve@example.org>\r\n\r\nhello\r\n\r\n
S... m0 OK *
C: s SELECT INBOX
S... s OK *
C: a1 SEARCH FUZZY
S~ a1 BAD *
C: a2 SEARCH FUZZY hello
S~ a2 BAD *
C: a3 SEARCH FUZZYTEXT hello
S~ a3 BAD *
C: a4 SEARCH FUZZY (TEXT hello
S~ a4 BAD *
C: a5 SEARCH RETURN (RELEVANCE) FUZZY TEXT hello
S~ a5 BAD *
C: a6 SEARCH fuzzy text hello
S: * SEARCH 1
S: a6 OK Search completed.

# RFC 6203 4: RELEVANCY must not be used without a FUZZY key; one inside is enough.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C! m0 APPEND INBOX {52+}\r\nSubject: one\r\nFrom: Eve <eve@example.org>\r\n\r\nhello\r\n\r\n
S... m0 OK *
C: s SELECT INBOX
S... s OK *
C: a1 SEARCH RETURN (RELEVANCY) TEXT hello
S~ a1 BAD *
C: a2 SEARCH RETURN (RELEVANCY) ALL
S~ a2 BAD *
C: a3 SEARCH RETURN (RELEVANCY COUNT) OR SEEN (UNSEEN FUZZY TEXT hello)
S: * ESEARCH (TAG "a3") COUNT 1 RELEVANCY (81)
S: a3 OK Search completed.

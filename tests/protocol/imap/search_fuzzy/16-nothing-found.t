# Without messages there are no scores; and what holds none of the words is not found.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C! m0 APPEND INBOX {52+}\r\nSubject: one\r\nFrom: Eve <eve@example.org>\r\n\r\nhello\r\n\r\n
S... m0 OK *
C: s SELECT INBOX
S... s OK *
C: a1 SEARCH RETURN (RELEVANCY ALL COUNT) FUZZY TEXT xylophone
S: * ESEARCH (TAG "a1") COUNT 0
S: a1 OK Search completed.
C: a2 SEARCH FUZZY TEXT "hello xylophone"
S: * SEARCH
S: a2 OK Search completed.
C: a3 SEARCH NOT FUZZY TEXT helo
S: * SEARCH
S: a3 OK Search completed.

# RFC 6203 5: flags, dates, sizes and numbers are matched as they are; without strings everything found scores 100.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C! m0 APPEND INBOX (\\Seen) {48+}\r\nSubject: one\r\nFrom: Eve <eve@example.org>\r\n\r\nx\r\n\r\n
S... m0 OK *
C! m1 APPEND INBOX {48+}\r\nSubject: two\r\nFrom: Eve <eve@example.org>\r\n\r\ny\r\n\r\n
S... m1 OK *
C: s SELECT INBOX
S... s OK *
C: a1 SEARCH RETURN (ALL RELEVANCY) FUZZY SEEN
S: * ESEARCH (TAG "a1") ALL 1 RELEVANCY (100)
S: a1 OK Search completed.
C: a2 SEARCH FUZZY (LARGER 1 SMALLER 100000 SINCE 1-Jan-2000 2)
S: * SEARCH 2
S: a2 OK Search completed.
C: a3 SEARCH RETURN (RELEVANCY ALL) FUZZY UID 1:*
S: * ESEARCH (TAG "a3") ALL 1:2 RELEVANCY (100 100)
S: a3 OK Search completed.

# RFC 6203 4: the misspelled "Helo" finds hello and help, each with its score; what is as written scores highest.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C! m0 APPEND INBOX {60+}\r\nSubject: first\r\nFrom: Eve <eve@example.org>\r\n\r\nhello there\r\n\r\n
S... m0 OK *
C! m1 APPEND INBOX {63+}\r\nSubject: second\r\nFrom: Eve <eve@example.org>\r\n\r\nnothing of it\r\n\r\n
S... m1 OK *
C! m2 APPEND INBOX {53+}\r\nSubject: third\r\nFrom: Eve <eve@example.org>\r\n\r\nhelo\r\n\r\n
S... m2 OK *
C! m3 APPEND INBOX {57+}\r\nSubject: fourth\r\nFrom: Eve <eve@example.org>\r\n\r\nhelp me\r\n\r\n
S... m3 OK *
C: s SELECT INBOX
S... s OK *
C: b1 SEARCH RETURN (RELEVANCY ALL) FUZZY TEXT "Helo"
S: * ESEARCH (TAG "b1") ALL 1,3:4 RELEVANCY (27 81 1)
S: b1 OK Search completed.

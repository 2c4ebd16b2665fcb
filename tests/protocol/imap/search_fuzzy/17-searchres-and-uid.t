# With SAVE and "$" (RFC 5182), and by UID.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C! m0 APPEND INBOX {51+}\r\nSubject: kernel\r\nFrom: Eve <eve@example.org>\r\n\r\nx\r\n\r\n
S... m0 OK *
C! m1 APPEND INBOX {50+}\r\nSubject: other\r\nFrom: Eve <eve@example.org>\r\n\r\nx\r\n\r\n
S... m1 OK *
C! m2 APPEND INBOX {52+}\r\nSubject: kernels\r\nFrom: Eve <eve@example.org>\r\n\r\nx\r\n\r\n
S... m2 OK *
C: s SELECT INBOX
S... s OK *
C: x STORE 2 +FLAGS.SILENT (\Deleted)
S... x OK *
C: y EXPUNGE
S: * 2 EXPUNGE
S... y OK *
C: a1 UID SEARCH RETURN (SAVE ALL RELEVANCY) FUZZY SUBJECT kernell
S~ * ESEARCH (TAG "a1") UID ALL 1,3 RELEVANCY (*)
S: a1 OK Search completed, result saved.
C: a2 UID SEARCH $ FUZZY SUBJECT kernels
S: * SEARCH 1 3
S: a2 OK Search completed.
C: a3 FETCH $ (UID)
S: * 1 FETCH (UID 1)
S: * 2 FETCH (UID 3)
S... a3 OK *

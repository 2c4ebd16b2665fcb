# RFC 6203 3: fuzzy SUBJECT, but not fuzzy FROM.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C! m0 APPEND INBOX {51+}\r\nSubject: wrok\r\nFrom: Dave <dave@example.org>\r\n\r\nx\r\n\r\n
S... m0 OK *
C! m1 APPEND INBOX {49+}\r\nSubject: work\r\nFrom: Eve <eve@example.org>\r\n\r\nx\r\n\r\n
S... m1 OK *
C! m2 APPEND INBOX {52+}\r\nSubject: works\r\nFrom: Dave <dave@example.org>\r\n\r\nx\r\n\r\n
S... m2 OK *
C: s SELECT INBOX
S... s OK *
C: a2 SEARCH FUZZY SUBJECT working FROM dave@example.org
S: * SEARCH 3
S: a2 OK Search completed.
C: a3 SEARCH FUZZY SUBJECT work FROM dav@example.org
S: * SEARCH
S: a3 OK Search completed.
C: a4 SEARCH FUZZY (SUBJECT work FROM dive)
S: * SEARCH
S: a4 OK Search completed.
C: a5 SEARCH FUZZY FROM daves
S: * SEARCH 1 3
S: a5 OK Search completed.

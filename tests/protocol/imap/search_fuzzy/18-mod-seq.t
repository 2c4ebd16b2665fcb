# With CONDSTORE's key: MODSEQ stands beside the scores (RFC 7162 3.1.10).
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C! m0 APPEND INBOX {50+}\r\nSubject: hello\r\nFrom: Eve <eve@example.org>\r\n\r\nx\r\n\r\n
S... m0 OK *
C! m1 APPEND INBOX {50+}\r\nSubject: other\r\nFrom: Eve <eve@example.org>\r\n\r\nx\r\n\r\n
S... m1 OK *
C: s SELECT INBOX
S... s OK *
C: a1 SEARCH RETURN (ALL RELEVANCY) FUZZY SUBJECT hello MODSEQ 1
S~ * OK [HIGHESTMODSEQ *
S~ * ESEARCH (TAG "a1") ALL 1 RELEVANCY (81) MODSEQ *
S: a1 OK Search completed.

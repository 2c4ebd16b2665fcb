# RFC 6203 3: a fuzzy SUBJECT, its words in any order; a plain SEARCH response has no scores.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C! m0 APPEND INBOX {55+}\r\nSubject: IMAP break\r\nFrom: Eve <eve@example.org>\r\n\r\nx\r\n\r\n
S... m0 OK *
C! m1 APPEND INBOX {60+}\r\nSubject: a break of IMAP\r\nFrom: Eve <eve@example.org>\r\n\r\nx\r\n\r\n
S... m1 OK *
C! m2 APPEND INBOX {56+}\r\nSubject: SMTP breaks\r\nFrom: Eve <eve@example.org>\r\n\r\nx\r\n\r\n
S... m2 OK *
C! m3 APPEND INBOX {56+}\r\nSubject: imap breaks\r\nFrom: Eve <eve@example.org>\r\n\r\nx\r\n\r\n
S... m3 OK *
C: s SELECT INBOX
S... s OK *
C: a1 SEARCH FUZZY (SUBJECT "IMAP break")
S: * SEARCH 1 2 4
S: a1 OK Search completed.
C: a2 UID SEARCH FUZZY SUBJECT "IMAP break"
S: * SEARCH 1 2 4
S: a2 OK Search completed.
C: a3 SEARCH SUBJECT "IMAP break"
S: * SEARCH 1 4
S: a3 OK Search completed.

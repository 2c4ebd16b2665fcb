# Strings in UTF-8 and in literals; accents and case are no difference of words, signs are passed over.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C! m0 APPEND INBOX {56+}\r\nSubject: one\r\nFrom: Eve <eve@example.org>\r\n\r\nthe cafes\r\n\r\n
S... m0 OK *
C! m1 APPEND INBOX {55+}\r\nSubject: two\r\nFrom: Eve <eve@example.org>\r\n\r\na Letter\r\n\r\n
S... m1 OK *
C: s SELECT INBOX
S... s OK *
C! a1 SEARCH CHARSET UTF-8 FUZZY TEXT {4+}\r\ncaf\xc3\r\n
S~ a1 BAD *
C: a2 SEARCH FUZZY TEXT "LETTER!"
S: * SEARCH 2
S: a2 OK Search completed.
C! a3 SEARCH CHARSET UTF-8 FUZZY TEXT {6+}\r\ncaf\xc3\xa9s\r\n
S: * SEARCH 1
S: a3 OK Search completed.
C: a4 SEARCH CHARSET X-NONE FUZZY TEXT hello
S~ a4 NO [BADCHARSET *

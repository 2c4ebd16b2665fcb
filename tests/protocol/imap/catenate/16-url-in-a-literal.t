# A URL may be a literal, in front of the first text and behind it.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
TEXT INBOX Subject: a\n\nabc\n
C: b APPEND INBOX CATENATE (URL {13}
S: + OK
C: /INBOX/;UID=1)
S~ b OK [APPENDUID * 2] *
C! c APPEND INBOX CATENATE (TEXT {4+}\r\nX: y URL {13}\r\n
S: + OK
C! /INBOX/;UID=1 URL {13+}\r\n/INBOX/;UID=9)\r\n
S~ c NO [BADURL /INBOX/;UID=9] *
C! d APPEND INBOX CATENATE (TEXT {6+}\r\nX: y\r\n URL {13+}\r\n/INBOX/;UID=1)\r\n
S~ d OK [APPENDUID * 3] *
C: s SELECT INBOX
S... s OK *
C: e FETCH 3 BODY.PEEK[HEADER]
S: * 3 FETCH (BODY[HEADER] {20}
S: X: y
S: Subject: a
S: 
S: )
S: e OK Fetch completed.

# RFC 5255 4.2: SEARCH compares by i;unicode-casemap.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
TEXT INBOX Subject: =?iso-8859-1?Q?STRA=DFE?=\n\nx\n
TEXT INBOX Subject: x\n\n=C4pfel\n
C: s SELECT INBOX
S... s OK *
C! b SEARCH CHARSET UTF-8 SUBJECT {7+}\r\nstra\xc3\x9fe\r\n
S: * SEARCH 1
S: b OK Search completed.
C! c SEARCH CHARSET ISO-8859-1 SUBJECT {2+}\r\n\xdfE\r\n
S: * SEARCH 1
S: c OK Search completed.

# RFC 3502 6.3.11, first example: two messages, each with its flags and date.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
FOLDER saved-messages
C: A003 APPEND saved-messages (\Seen) {12}
S: + OK
C! Subject: a\r\n (\\Seen) " 7-Feb-1994 22:43:04 -0800" {12}\r\n
S: + OK
C! Subject: b\r\n\r\n
S~ A003 OK [APPENDUID * 1:2] Append completed.
C: s SELECT saved-messages
S... s OK *
C: b FETCH 1:2 (FLAGS INTERNALDATE RFC822.SIZE BODY.PEEK[HEADER.FIELDS (SUBJECT)])
S~ * 1 FETCH (FLAGS (\Seen \Recent) INTERNALDATE "20-Nov-2026 * RFC822.SIZE 12 BODY[HEADER.FIELDS (SUBJECT)] {14}
S: Subject: a
S: 
S: )
S~ * 2 FETCH (FLAGS (\Seen \Recent) INTERNALDATE "08-Feb-1994 06:43:04 +0000" RFC822.SIZE 12 BODY[HEADER.FIELDS (SUBJECT)] {14}
S: Subject: b
S: 
S: )
S: b OK Fetch completed.

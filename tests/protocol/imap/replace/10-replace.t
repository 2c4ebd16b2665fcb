# RFC 8508 3.2: the new message comes, the old one goes; APPENDUID before both (4.3).
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
FOLDER Drafts
TEXT Drafts Subject: a\n\none\n
TEXT Drafts Subject: b\n\ntwo\n
C: s SELECT Drafts
S... s OK *
C: A003 REPLACE 1 Drafts (\Seen \Draft) {20}
S: + OK
C! Subject: new\r\n\r\ntext\r\n
S: * OK [APPENDUID 1002 3] Replacement message ready.
S: * 1 EXPUNGE
S: * 2 EXISTS
S~ * * RECENT
S: A003 OK Replace completed.
C: b FETCH 1:2 (UID FLAGS RFC822.SIZE)
S: * 1 FETCH (UID 2 FLAGS (\Recent) RFC822.SIZE 19)
S: * 2 FETCH (UID 3 FLAGS (\Seen \Draft \Recent) RFC822.SIZE 20)
S: b OK Fetch completed.

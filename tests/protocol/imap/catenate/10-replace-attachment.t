# RFC 4469 appendix A, example 1: parts of messages and text, with a continuation for each text.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
TEXT Drafts Subject: trip\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: text/plain\n\nold text\n--x\nContent-Type: application/zip\nContent-Transfer-Encoding: base64\n\nUEsDBA==\n--x--\n
TEXT Drafts Subject: another\n\nwhole\n
C! A003 APPEND Drafts (\\Seen \\Draft $MDNSent) CATENATE (URL "/Drafts;UIDVALIDITY=1002/;UID=1/;section=HEADER" TEXT {7}\r\n
S: + OK
C! \r\n--x\r\n
C! \x20URL "/Drafts;UIDVALIDITY=1002/;UID=1/;section=1.MIME" URL "/Drafts;UIDVALIDITY=1002/;UID=1/;section=1" TEXT {7}\r\n
S: + OK
C! \r\n--x\r\n
C! \x20URL "/Drafts;UIDVALIDITY=1002/;UID=2" TEXT {9}\r\n
S: + OK
C! \r\n--x--\r\n)\r\n
S: A003 OK [APPENDUID 1002 3] Append completed.
C: s SELECT Drafts
S... s OK *
C: b FETCH 3 (FLAGS BODY.PEEK[])
S: * 3 FETCH (FLAGS (\Seen \Draft \Recent $MDNSent) BODY[] {165}
S: Subject: trip
S: MIME-Version: 1.0
S: Content-Type: multipart/mixed; boundary=x
S: 
S: 
S: --x
S: Content-Type: text/plain
S: 
S: old text
S: --x
S: Subject: another
S: 
S: whole
S: 
S: --x--
S: )
S: b OK Fetch completed.
C: c FETCH 1:2 FLAGS
S: * 1 FETCH (FLAGS (\Recent))
S: * 2 FETCH (FLAGS (\Recent))
S: c OK Fetch completed.

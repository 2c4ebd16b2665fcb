# RFC 4469 appendix A, example 2: new header and text, an old part, all in one trip; then the old one goes.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
TEXT Drafts Subject: trip\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: text/plain\n\nold text\n--x\nContent-Type: application/zip\nContent-Transfer-Encoding: base64\n\nUEsDBA==\n--x--\n
C: s SELECT Drafts
S... s OK *
C! A003 APPEND Drafts (\\Seen \\Draft) CATENATE (TEXT {79+}\r\nSubject: edited\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\nnew\r\n--x\r\n URL /Drafts;UIDVALIDITY=1002/;UID=1/;Section=2.MIME URL /Drafts;UIDVALIDITY=1002/;UID=1/;Section=2 TEXT {9+}\r\n\r\n--x--\r\n)\r\n
S: * 2 EXISTS
S: * 2 RECENT
S: A003 OK [APPENDUID 1002 2] Append completed.
C: A004 UID STORE 1 +FLAGS.SILENT (\Deleted)
S: A004 OK Store completed.
C: b FETCH 2 BODY.PEEK[2]
S: * 2 FETCH (BODY[2] {8}
S: UEsDBA==)
S: b OK Fetch completed.

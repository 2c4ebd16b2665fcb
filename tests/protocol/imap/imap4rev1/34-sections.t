# BODY[...]: parts, their headers, an enclosed message, sections that are not there.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
TEXT INBOX From: a@example.org\nSubject: parts\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b1\n\npreamble\n--b1\nContent-Type: text/plain; charset=utf-8\n\nfirst\n--b1\nContent-Type: application/pdf; name="x.pdf"\nContent-Transfer-Encoding: base64\nContent-Disposition: attachment; filename="x.pdf"\n\nQUJD\n--b1\nContent-Type: message/rfc822\n\nSubject: inner\nFrom: b@example.org\n\ninner text\n--b1--\n
C: s SELECT INBOX
S... s OK *

C: b FETCH 1 BODY.PEEK[1]
S: * 1 FETCH (BODY[1] {5}
S: first)
S: b OK Fetch completed.
C: c FETCH 1 BODY.PEEK[1.MIME]
S: * 1 FETCH (BODY[1.MIME] {43}
S: Content-Type: text/plain; charset=utf-8
S: 
S: )
S: c OK Fetch completed.
C: d FETCH 1 (BODY.PEEK[2] BODY.PEEK[3.HEADER] BODY.PEEK[3.TEXT] BODY.PEEK[3.1])
S: * 1 FETCH (BODY[2] {4}
S: QUJD BODY[3.HEADER] {39}
S: Subject: inner
S: From: b@example.org
S: 
S:  BODY[3.TEXT] {10}
S: inner text BODY[3.1] {10}
S: inner text)
S: d OK Fetch completed.
C: e FETCH 1 (BODY.PEEK[4] BODY.PEEK[1.1] BODY.PEEK[1.TEXT] BODY.PEEK[2.HEADER])
S: * 1 FETCH (BODY[4] NIL BODY[1.1] NIL BODY[1.TEXT] NIL BODY[2.HEADER] NIL)
S: e OK Fetch completed.
C: f FETCH 1 BODY.PEEK[MIME]
S~ f BAD *
C: g FETCH 1 BODY.PEEK[0]
S~ g BAD *
C: h FETCH 1 BODY.PEEK[3.HEADER.FIELDS (SUBJECT)]
S: * 1 FETCH (BODY[3.HEADER.FIELDS (SUBJECT)] {18}
S: Subject: inner
S: 
S: )
S: h OK Fetch completed.

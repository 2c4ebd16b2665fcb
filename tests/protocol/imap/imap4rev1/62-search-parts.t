# TEXT looks into enclosed messages, BODY not into attachments' encodings.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
TEXT INBOX From: a@example.org\nSubject: parts\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b1\n\npreamble\n--b1\nContent-Type: text/plain; charset=utf-8\n\nfirst\n--b1\nContent-Type: application/pdf; name="x.pdf"\nContent-Transfer-Encoding: base64\nContent-Disposition: attachment; filename="x.pdf"\n\nQUJD\n--b1\nContent-Type: message/rfc822\n\nSubject: inner\nFrom: b@example.org\n\ninner text\n--b1--\n
C: s SELECT INBOX
S... s OK *

C: b SEARCH BODY "inner text"
S: * SEARCH 1
S: b OK Search completed.
C: c SEARCH BODY "Subject: inner"
S: * SEARCH 1
S: c OK Search completed.
C: d SEARCH BODY QUJD
S: * SEARCH
S: d OK Search completed.
C: e SEARCH SUBJECT inner
S: * SEARCH
S: e OK Search completed.

# BODY and BODYSTRUCTURE: plain text, multipart, an enclosed message.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
TEXT INBOX Subject: one\n\nhello\nyou\n
TEXT INBOX From: a@example.org\nSubject: parts\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b1\n\npreamble\n--b1\nContent-Type: text/plain; charset=utf-8\n\nfirst\n--b1\nContent-Type: application/pdf; name="x.pdf"\nContent-Transfer-Encoding: base64\nContent-Disposition: attachment; filename="x.pdf"\n\nQUJD\n--b1\nContent-Type: message/rfc822\n\nSubject: inner\nFrom: b@example.org\n\ninner text\n--b1--\n
C: s SELECT INBOX
S... s OK *

C: b FETCH 1 (BODY BODYSTRUCTURE)
S: * 1 FETCH (BODY ("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 12 2) BODYSTRUCTURE ("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 12 2 NIL NIL NIL NIL))
S: b OK Fetch completed.
C: c FETCH 2 BODY
S: * 2 FETCH (BODY (("text" "plain" ("charset" "utf-8") NIL NIL "7bit" 5 0)("application" "pdf" ("name" "x.pdf") NIL NIL "base64" 4)("message" "rfc822" NIL NIL NIL "7bit" 49 (NIL "inner" ((NIL NIL "b" "example.org")) ((NIL NIL "b" "example.org")) ((NIL NIL "b" "example.org")) NIL NIL NIL NIL NIL) ("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 10 0) 3) "mixed"))
S: c OK Fetch completed.
C: d FETCH 2 BODYSTRUCTURE
S: * 2 FETCH (BODYSTRUCTURE (("text" "plain" ("charset" "utf-8") NIL NIL "7bit" 5 0 NIL NIL NIL NIL)("application" "pdf" ("name" "x.pdf") NIL NIL "base64" 4 NIL ("attachment" ("filename" "x.pdf")) NIL NIL)("message" "rfc822" NIL NIL NIL "7bit" 49 (NIL "inner" ((NIL NIL "b" "example.org")) ((NIL NIL "b" "example.org")) ((NIL NIL "b" "example.org")) NIL NIL NIL NIL NIL) ("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 10 0 NIL NIL NIL NIL) 3 NIL NIL NIL NIL) "mixed" ("boundary" "b1") NIL NIL NIL))
S: d OK Fetch completed.

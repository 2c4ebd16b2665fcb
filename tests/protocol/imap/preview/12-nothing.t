# Where there is no text to show, the string is empty and never NIL (RFC 8970 3.2).
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
TEXT INBOX Content-Type: image/png\n\nx\n
TEXT INBOX Content-Type: multipart/encrypted; boundary=x\n\n--x\n\nVersion: 1\n--x--\n
C: s SELECT INBOX
S... s OK *
C: b FETCH 1:2 PREVIEW
S: * 1 FETCH (PREVIEW "")
S: * 2 FETCH (PREVIEW "")
S: b OK Fetch completed.

# RFC 9755 4: header fields in UTF-8 are taken from who has enabled it; the body may be what it likes.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C! b APPEND INBOX {22+}\r\nSubject: caf\xc3\xa9\r\n\r\nx\r\n\r\n
S: b NO [CANNOT] 8-bit characters in header fields need ENABLE UTF8=ACCEPT.
C! c APPEND INBOX {21+}\r\nSubject: x\r\n\r\ncaf\xc3\xa9\r\n\r\n
S~ c OK [APPENDUID * 1] Append completed.
C: e ENABLE UTF8=ACCEPT
S: * ENABLED UTF8=ACCEPT
S: e OK Enabled.
C! d APPEND INBOX {22+}\r\nSubject: caf\xc3\xa9\r\n\r\nx\r\n\r\n
S~ d OK [APPENDUID * 2] Append completed.
C: s SELECT INBOX
S... s OK *
C: f FETCH 2 BODY.PEEK[HEADER]
S: * 2 FETCH (BODY[HEADER] {18}
S: Subject: café
S:
S: )
S: f OK Fetch completed.

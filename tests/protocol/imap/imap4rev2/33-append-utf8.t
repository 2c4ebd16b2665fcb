# RFC 9051 6.3.12: header fields may be in UTF-8.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: e ENABLE IMAP4rev2
S: * ENABLED IMAP4rev2
S: e OK Enabled.
C! b APPEND INBOX {24+}\r\nSubject: caf\xc3\xa9 1\r\n\r\nx\r\n\r\n
S~ b OK [APPENDUID * 1] Append completed.
C: s SELECT INBOX
S... s OK *
C: c FETCH 1 BODY.PEEK[HEADER.FIELDS (SUBJECT)]
S: * 1 FETCH (BODY[HEADER.FIELDS (SUBJECT)] {20}
S: Subject: café 1
S:
S: )
S: c OK Fetch completed.

# RFC 9051 6.4.4: text without a charset is UTF-8, quoted or not; a charset may be named, and what is no UTF-8 is BAD.
TEXT INBOX Subject: =?utf-8?q?caf=C3=A9?=\n\nx\n
TEXT INBOX Subject: tea\n\nx\n
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: e ENABLE IMAP4rev2
S: * ENABLED IMAP4rev2
S: e OK Enabled.
C: s SELECT INBOX
S... s OK *
C: b SEARCH SUBJECT "café"
S: * ESEARCH (TAG "b") ALL 1
S: b OK Search completed.
C: c SEARCH CHARSET UTF-8 SUBJECT "CAFÉ"
S: * ESEARCH (TAG "c") ALL 1
S: c OK Search completed.
C! d SEARCH CHARSET ISO-8859-1 SUBJECT {4+}\r\ncaf\xe9\r\n
S: * ESEARCH (TAG "d") ALL 1
S: d OK Search completed.
C! e SEARCH SUBJECT "caf\xe9"\r\n
S: e BAD Error in IMAP command SEARCH: quoted string is not valid UTF-8.
C! f SEARCH SUBJECT {4+}\r\ncaf\xe9\r\n
S: f BAD Error in IMAP command SEARCH: text is not in the charset.
C: g SEARCH CHARSET X-NONE SUBJECT tea
S~ g NO [BADCHARSET *

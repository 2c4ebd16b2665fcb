# RFC 9755 3: strings may be in UTF-8, and what is malformed is BAD wherever it stands.
TEXT INBOX Subject: =?utf-8?q?caf=C3=A9?=\n\nx\n
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: e ENABLE UTF8=ACCEPT
S: * ENABLED UTF8=ACCEPT
S: e OK Enabled.
C: s SELECT INBOX
S... s OK *
C: b SEARCH SUBJECT "café"
S: * SEARCH 1
S: b OK Search completed.
C! c SEARCH SUBJECT "caf\xc3"\r\n
S: c BAD Error in IMAP command SEARCH: quoted string is not valid UTF-8.
C! d LIST "\xff" "*"\r\n
S: d BAD Error in IMAP command LIST: quoted string is not valid UTF-8.
C! f STATUS "\xed\xa0\x80" (MESSAGES)\r\n
S: f BAD Error in IMAP command STATUS: quoted string is not valid UTF-8.

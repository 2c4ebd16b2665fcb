# RFC 9586 3.2: REPLACE counts messages, however its text comes.
BULK INBOX 2
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: e ENABLE UIDONLY
S: * ENABLED UIDONLY
S: e OK Enabled.
C: s SELECT INBOX
S... s OK *
C! b REPLACE 1 INBOX {3+}\r\na\r\n\r\n
S: b BAD [UIDREQUIRED] Message numbers are not allowed once UIDONLY is enabled.
C: c REPLACE * INBOX {3}
S~ c BAD [UIDREQUIRED] *
C! d UID REPLACE 1 INBOX {3+}\r\na\r\n\r\n
S~ * OK [APPENDUID * 3] *
S: * VANISHED 1
S: * 2 EXISTS
S~ * * RECENT
S: d OK Replace completed.

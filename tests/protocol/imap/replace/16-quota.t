# Only what the new message has more needs room (RFC 8508 3.4).
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
TEXT INBOX Subject: a\n\n0123456789\n
LIMIT 30,1C
C: s SELECT INBOX
S... s OK *
C! b APPEND INBOX {3+}\r\na\r\n\r\n
S~ b NO [OVERQUOTA] *
C! c REPLACE 1 INBOX {28+}\r\nSubject: b\r\n\r\n0123456789ab\r\n\r\n
S~ * OK [APPENDUID * 2] *
S: * 1 EXPUNGE
S: * 1 EXISTS
S~ * * RECENT
S: c OK Replace completed.
C! d REPLACE 1 INBOX {48+}\r\nSubject: b\r\n\r\n01234567890123456789012345678901\r\n\r\n
S~ d NO [OVERQUOTA] *

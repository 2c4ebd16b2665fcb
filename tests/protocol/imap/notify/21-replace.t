# RFC 5465 5 and RFC 8508 4.3: the EXPUNGE of a REPLACE is told whatever NOTIFY asks for, however the text comes.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
BULK INBOX 2
C: s SELECT INBOX
S... s OK *
C: b NOTIFY SET (MAILBOXES Other (MessageNew MessageExpunge))
S: b OK Notify completed.
C! c REPLACE 1 INBOX {3+}\r\na\r\n\r\n
S~ * OK [APPENDUID * 3] *
S: * 1 EXPUNGE
S: * 2 EXISTS
S~ * * RECENT
S: c OK Replace completed.

# The message that goes is told as after UID EXPUNGE (RFC 8508 4.5, RFC 7162 3.2.9, 3.2.10).
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
TEXT INBOX Subject: a\n\none\n
TEXT INBOX Subject: b\n\ntwo\n
C: q ENABLE QRESYNC
S... q OK *
C: s SELECT INBOX
S... s OK *
C! c REPLACE 1 INBOX (\\Seen) {3+}\r\na\r\n\r\n
S~ * OK [APPENDUID * 3] *
S: * VANISHED 1
S: * 2 EXISTS
S~ * * RECENT
S~ c OK [HIGHESTMODSEQ *] Replace completed.
C: d FETCH 1:2 (UID FLAGS MODSEQ)
S~ * 1 FETCH (UID 2 FLAGS (\Recent) MODSEQ (*))
S~ * 2 FETCH (UID 3 FLAGS (\Seen \Recent) MODSEQ (*))
S: d OK Fetch completed.

# Another session sees the one come and the other go; a number it still counts is not the new message's.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
TEXT INBOX Subject: a\n\none\n
TEXT INBOX Subject: b\n\ntwo\n
C: s SELECT INBOX
S... s OK *
CONNECT two
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: s SELECT INBOX
S... s OK *
ON 1
C! c REPLACE 1 INBOX {3+}\r\na\r\n\r\n
S... c OK *
ON two
C: b FETCH 1:2 UID
S: * 1 FETCH (UID 1)
S: * 2 FETCH (UID 2)
S: * 3 EXISTS
S~ * * RECENT
S: b OK Fetch completed.
C: c FETCH 1:3 UID
S: * 2 FETCH (UID 2)
S: * 3 FETCH (UID 3)
S... c NO [EXPUNGEISSUED] *
C: d NOOP
S: * 1 EXPUNGE
S: d OK NOOP completed.
C: e UID FETCH 1:* (UID)
S: * 1 FETCH (UID 2)
S: * 2 FETCH (UID 3)
S: e OK Fetch completed.

# No EXPUNGE during FETCH, STORE and SEARCH; at NOOP all at once (RFC 3501 7.4.1).
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
BULK INBOX 4
C: s SELECT INBOX
S... s OK *

GONE INBOX 1
GONE INBOX 3
C: a FETCH 2 UID
S: * 2 FETCH (UID 2)
S: a OK Fetch completed.
C: b SEARCH ALL
S: * SEARCH 2 4
S: b OK Search completed.
C: c FETCH 2,4 UID
S: * 2 FETCH (UID 2)
S: * 4 FETCH (UID 4)
S: c OK Fetch completed.
C: d STORE 4 +FLAGS.SILENT (\Seen)
S: d OK Store completed.
TEXT INBOX Subject: new\n\nx\n
C: e FETCH 2 UID
S: * 2 FETCH (UID 2)
S: * 5 EXISTS
S: * 5 RECENT
S: e OK Fetch completed.
C: f NOOP
S: * 1 EXPUNGE
S: * 2 EXPUNGE
S: f OK NOOP completed.
C: g FETCH 1:* UID
S: * 1 FETCH (UID 2)
S: * 2 FETCH (UID 4)
S: * 3 FETCH (UID 5)
S: g OK Fetch completed.

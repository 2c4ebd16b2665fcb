# IDLE: new mail, flags and expunges are pushed (RFC 2177).
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
BULK INBOX 2
C: s SELECT INBOX
S... s OK *

C: b IDLE
S: + idling
SILENT
TEXT INBOX Subject: new\n\nx\n
S: * 3 EXISTS
S: * 3 RECENT
FLAGS INBOX 1 + \Seen
S: * 1 FETCH (FLAGS (\Seen \Recent))
GONE INBOX 2
S: * 2 EXPUNGE
C: done
S: b OK Idle completed.
C: c FETCH 1:* UID
S: * 1 FETCH (UID 1)
S: * 2 FETCH (UID 3)
S: c OK Fetch completed.

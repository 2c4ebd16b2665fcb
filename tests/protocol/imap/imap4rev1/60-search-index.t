# SEARCH by flags, dates, sizes, numbers.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
BULK INBOX 4
FLAGS INBOX 1 + \Seen
FLAGS INBOX 2 + \Flagged \Deleted
TEXT INBOX Subject: long\n\n0123456789012345678901234567890123456789\n
C: s SELECT INBOX
S... s OK *

C: b SEARCH SEEN
S: * SEARCH 1
S: b OK Search completed.
C: c SEARCH UNSEEN UNDELETED
S: * SEARCH 3 4 5
S: c OK Search completed.
C: d SEARCH OR SEEN FLAGGED
S: * SEARCH 1 2
S: d OK Search completed.
C: e SEARCH NOT (OR SEEN FLAGGED) 1:4
S: * SEARCH 3 4
S: e OK Search completed.
C: f SEARCH LARGER 40
S: * SEARCH 5
S: f OK Search completed.
C: g SEARCH SINCE 14-Nov-2023 BEFORE "15-Nov-2023"
S: * SEARCH 1 2 3 4 5
S: g OK Search completed.
C: h SEARCH ON 13-Nov-2023
S: * SEARCH
S: h OK Search completed.
C: i UID SEARCH UID 2:3,9
S: * SEARCH 2 3
S: i OK Search completed.
C: j SEARCH 4:*
S: * SEARCH 4 5
S: j OK Search completed.
C: k SEARCH NEW
S: * SEARCH 2 3 4 5
S: k OK Search completed.
C: l SEARCH OLD
S: * SEARCH
S: l OK Search completed.
C: m SEARCH 9
S: m BAD Error in IMAP command SEARCH: invalid message set.
C: n SEARCH
S~ n BAD *
C: o SEARCH FROB
S: o BAD Error in IMAP command SEARCH: unknown search key.
C: p SEARCH SINCE 31-Feb-2023
S: p BAD Error in IMAP command SEARCH: invalid date.

# RFC 7162 3.2.6: "*" reaches up to what was expunged behind the last message that lives, also when none does.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
BULK INBOX 5
C: b ENABLE QRESYNC
S... b OK *
GONE INBOX 2
GONE INBOX 4
GONE INBOX 5
C: s SELECT INBOX
S... s OK *
C: c UID FETCH 1:* (FLAGS) (CHANGEDSINCE 6 VANISHED)
S: * VANISHED (EARLIER) 2,4:5
S: c OK Fetch completed.
C: d UID FETCH 4:* (UID) (CHANGEDSINCE 6 VANISHED)
S: * VANISHED (EARLIER) 4:5
S: d OK Fetch completed.
GONE INBOX 1
GONE INBOX 3
C: n NOOP
S: * VANISHED 1,3
S~ n OK *
C: e UID FETCH 1:* (FLAGS) (CHANGEDSINCE 6 VANISHED)
S: * VANISHED (EARLIER) 1:5
S: e OK Fetch completed.

# An expunge the client has not been told goes first, as VANISHED without EARLIER.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
BULK INBOX 4
C: b ENABLE QRESYNC
S... b OK *
GONE INBOX 1
C: s SELECT INBOX
S... s OK *
GONE INBOX 3
C: c UID FETCH 1:* (FLAGS) (CHANGEDSINCE 5 VANISHED)
S: * VANISHED 3
S: * VANISHED (EARLIER) 1,3
S: c OK Fetch completed.

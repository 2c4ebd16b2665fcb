# RFC 7162 3.2.6, example 1: expunges and flag changes by one command.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
BULK INBOX 12
C: b ENABLE QRESYNC
S... b OK *
GONE INBOX 3
GONE INBOX 5
GONE INBOX 11
FLAGS INBOX 4 + \Seen
FLAGS INBOX 8 + $NoJunk
C: s SELECT INBOX
S... s OK *
C: s100 UID FETCH 2:9 (FLAGS) (CHANGEDSINCE 13 VANISHED)
S: * VANISHED (EARLIER) 3,5
S: * 3 FETCH (UID 4 FLAGS (\Seen \Recent) MODSEQ (17))
S: * 6 FETCH (UID 8 FLAGS (\Recent $NoJunk) MODSEQ (18))
S: s100 OK Fetch completed.
C: s101 UID FETCH 300:310 (FLAGS) (VANISHED CHANGEDSINCE 13)
S: s101 OK Fetch completed.

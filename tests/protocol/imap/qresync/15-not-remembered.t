# RFC 7162 3.2.5.2, first example: what went is not remembered; all that is missing is told.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
BULK INBOX 12
GONE INBOX 1
GONE INBOX 2
GONE INBOX 4
GONE INBOX 5
GONE INBOX 7
GONE INBOX 8
GONE INBOX 10
GONE INBOX 11
FORGET INBOX
FLAGS INBOX 3 + \Seen
C: b ENABLE QRESYNC
S... b OK *
C: A04 SELECT INBOX (QRESYNC (1001 15 1:11))
S... * OK [HIGHESTMODSEQ 22] Highest
S: * VANISHED (EARLIER) 1:2,4:5,7:8,10:11
S: * 1 FETCH (UID 3 FLAGS (\Seen \Recent) MODSEQ (22))
S: A04 OK [READ-WRITE] Select completed.

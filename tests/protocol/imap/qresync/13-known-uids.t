# RFC 7162 3.2.5.1: expunges and flags since then, of the uids named; CLOSED before.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
BULK INBOX 9
FOLDER Other
GONE INBOX 1
C: b ENABLE QRESYNC
S... b OK *
C: s SELECT Other
S... s OK *
GONE INBOX 3
GONE INBOX 4
GONE INBOX 8
FLAGS INBOX 5 + \Seen
FLAGS INBOX 9 + \Draft $MDNSent
FLAGS INBOX 2 + \Answered
C: A03 SELECT INBOX (QRESYNC (1001 11 3:9))
S: * OK [CLOSED] Previous mailbox closed.
S... * OK [HIGHESTMODSEQ 17] Highest
S: * VANISHED (EARLIER) 3:4,8
S: * 2 FETCH (UID 5 FLAGS (\Seen \Recent) MODSEQ (15))
S: * 5 FETCH (UID 9 FLAGS (\Draft \Recent $MDNSent) MODSEQ (16))
S: A03 OK [READ-WRITE] Select completed.

# Without known uids: all the mailbox ever gave.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
BULK INBOX 4
C: b ENABLE QRESYNC
S... b OK *
GONE INBOX 2
FLAGS INBOX 4 + \Seen
C: c EXAMINE INBOX (QRESYNC (1001 5))
S... * OK [HIGHESTMODSEQ 7] Highest
S: * VANISHED (EARLIER) 2
S: * 3 FETCH (UID 4 FLAGS (\Seen \Recent) MODSEQ (7))
S: c OK [READ-ONLY] Examine completed.
C: d SELECT INBOX (QRESYNC (1001 7) CONDSTORE)
S... * OK [HIGHESTMODSEQ 7] Highest
S: d OK [READ-WRITE] Select completed.

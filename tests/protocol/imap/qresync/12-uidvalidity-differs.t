# RFC 7162 3.2.5, first example: another UIDVALIDITY, nothing more is told.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
BULK INBOX 3
GONE INBOX 2
C: b ENABLE QRESYNC
S... b OK *
C: A02 SELECT INBOX (QRESYNC (67890007 2 1,3:4))
S: * FLAGS (\Answered \Flagged \Deleted \Seen \Draft)
S~ * OK [PERMANENTFLAGS *
S: * 2 EXISTS
S: * 2 RECENT
S: * OK [UNSEEN 1] First unseen.
S: * OK [UIDVALIDITY 1001] UIDs valid
S: * OK [UIDNEXT 4] Predicted next UID
S~ * OK [MAILBOXID (F*)] Mailbox id
S: * OK [HIGHESTMODSEQ 5] Highest
S: A02 OK [READ-WRITE] Select completed.

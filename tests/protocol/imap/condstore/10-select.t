# RFC 7162 3.1.2.1, example 1, and 3.1.8, example 18: HIGHESTMODSEQ with every SELECT and EXAMINE.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
BULK INBOX 3
FLAGS INBOX 1 + \Seen
FLAGS INBOX 2 + \Seen
C: A142 SELECT INBOX (CONDSTORE)
S: * FLAGS (\Answered \Flagged \Deleted \Seen \Draft)
S~ * OK [PERMANENTFLAGS *
S: * 3 EXISTS
S: * 3 RECENT
S: * OK [UNSEEN 3] First unseen.
S~ * OK [UIDVALIDITY *] UIDs valid
S: * OK [UIDNEXT 4] Predicted next UID
S~ * OK [MAILBOXID (F*)] Mailbox id
S: * OK [HIGHESTMODSEQ 6] Highest
S: A142 OK [READ-WRITE] Select completed.
C: A143 EXAMINE INBOX
S: * OK [CLOSED] Previous mailbox closed.
S... * OK [HIGHESTMODSEQ 6] Highest
S: A143 OK [READ-ONLY] Examine completed.

# SELECT of an empty and of a filled mailbox.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: b SELECT INBOX
S: * FLAGS (\Answered \Flagged \Deleted \Seen \Draft)
S: * OK [PERMANENTFLAGS (\Answered \Flagged \Deleted \Seen \Draft \*)] Flags permitted.
S: * 0 EXISTS
S: * 0 RECENT
S~ * OK [UIDVALIDITY *] UIDs valid
S: * OK [UIDNEXT 1] Predicted next UID
S~ * OK [MAILBOXID (F*)] Mailbox id
S: * OK [HIGHESTMODSEQ 1] Highest
S: b OK [READ-WRITE] Select completed.
FOLDER Work
SEEN Work Subject: one\n\nx\n
TEXT Work Subject: two\n\ny\n
FLAGS Work 2 + $Label1
C: c SELECT "Work"
S: * OK [CLOSED] Previous mailbox closed.
S: * FLAGS (\Answered \Flagged \Deleted \Seen \Draft $Label1)
S: * OK [PERMANENTFLAGS (\Answered \Flagged \Deleted \Seen \Draft $Label1 \*)] Flags permitted.
S: * 2 EXISTS
S: * 2 RECENT
S: * OK [UNSEEN 2] First unseen.
S~ * OK [UIDVALIDITY *] UIDs valid
S: * OK [UIDNEXT 3] Predicted next UID
S~ * OK [MAILBOXID (F*)] Mailbox id
S: * OK [HIGHESTMODSEQ 4] Highest
S: c OK [READ-WRITE] Select completed.

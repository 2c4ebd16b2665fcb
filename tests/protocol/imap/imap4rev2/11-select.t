# RFC 9051 6.3.2, its second example: LIST with SELECT, CLOSED in between, nothing of RECENT and UNSEEN.
TEXT INBOX Subject: one\n\nx\n
TEXT Drafts Subject: two\n\nx\n
FOLDER Drafts.old
SET special_use Drafts Drafts
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: e ENABLE IMAP4rev2
S: * ENABLED IMAP4rev2
S: e OK Enabled.
C: A142 SELECT INBOX
S: * FLAGS (\Answered \Flagged \Deleted \Seen \Draft)
S: * OK [PERMANENTFLAGS (\Answered \Flagged \Deleted \Seen \Draft \*)] Flags permitted.
S: * 1 EXISTS
S~ * OK [UIDVALIDITY *] UIDs valid
S: * OK [UIDNEXT 2] Predicted next UID
S~ * OK [MAILBOXID (*)] Mailbox id
S~ * OK [HIGHESTMODSEQ *] Highest
S: * LIST (\HasNoChildren) "." INBOX
S: A142 OK [READ-WRITE] Select completed.
C: s SUBSCRIBE Drafts
S: s OK Subscribe completed.
C: A143 SELECT Drafts
S: * OK [CLOSED] Previous mailbox closed.
S: * FLAGS (\Answered \Flagged \Deleted \Seen \Draft)
S: * OK [PERMANENTFLAGS (\Answered \Flagged \Deleted \Seen \Draft \*)] Flags permitted.
S: * 1 EXISTS
S~ * OK [UIDVALIDITY *] UIDs valid
S: * OK [UIDNEXT 2] Predicted next UID
S~ * OK [MAILBOXID (*)] Mailbox id
S~ * OK [HIGHESTMODSEQ *] Highest
S: * LIST (\HasChildren \Subscribed \Drafts) "." Drafts
S: A143 OK [READ-WRITE] Select completed.
C: A144 SELECT missing
S: * OK [CLOSED] Previous mailbox closed.
S: A144 NO [NONEXISTENT] Mailbox doesn't exist.

# RFC 9051 6.3.3.
TEXT blurdybloop Subject: one\n\nx\n
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: e ENABLE IMAP4rev2
S: * ENABLED IMAP4rev2
S: e OK Enabled.
C: A932 EXAMINE blurdybloop
S: * FLAGS (\Answered \Flagged \Deleted \Seen \Draft)
S: * OK [PERMANENTFLAGS ()] Read-only mailbox.
S: * 1 EXISTS
S~ * OK [UIDVALIDITY *] UIDs valid
S: * OK [UIDNEXT 2] Predicted next UID
S~ * OK [MAILBOXID (*)] Mailbox id
S~ * OK [HIGHESTMODSEQ *] Highest
S: * LIST (\HasNoChildren) "." blurdybloop
S: A932 OK [READ-ONLY] Examine completed.

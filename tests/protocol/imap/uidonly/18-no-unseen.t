# RFC 9586 3: no response holds a message number, UNSEEN of SELECT neither.
BULK INBOX 2
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: e ENABLE UIDONLY
S: * ENABLED UIDONLY
S: e OK Enabled.
C: b SELECT INBOX
S... * 2 RECENT
S~ * OK [UIDVALIDITY *
S: * OK [UIDNEXT 3] Predicted next UID
S~ * OK [MAILBOXID (*)] Mailbox id
S~ * OK [HIGHESTMODSEQ *
S: b OK [READ-WRITE] Select completed.
C: c UID FETCH 1 BODY[TEXT]
S: * 1 UIDFETCH (BODY[TEXT] {8}
S: body 1
S:  FLAGS (\Seen \Recent))
S: c OK Fetch completed.

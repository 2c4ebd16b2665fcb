# Only in a mailbox that is selected and may be changed, and only one message that is there (RFC 8508 3.4, 3.5).
SET hard_error_limit 50
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
FOLDER Drafts
TEXT Drafts Subject: a\n\none\n
C: b REPLACE 1 Drafts {3}
S: b BAD No mailbox selected.
C! c UID REPLACE 1 Drafts {3+}\r\na\r\n\r\n
S: c BAD No mailbox selected.
C: d REPLACE 1 Drafts CATENATE (URL /Drafts/;UID=1)
S: d BAD No mailbox selected.
C: e EXAMINE Drafts
S... e OK *
C: f REPLACE 1 Drafts {3}
S~ f NO [READ-ONLY] *
C: g SELECT Drafts
S... g OK *
C: h REPLACE 2 Drafts {3}
S~ h BAD Error in IMAP command REPLACE: *
C: i UID REPLACE 2 Drafts {3}
S: i NO [NONEXISTENT] No such message.
C: j REPLACE 1 Nowhere {3}
S: j NO [TRYCREATE] Mailbox doesn't exist.
C: k REPLACE 1 Drafts {0}
S: k NO Append cancelled.
C! l REPLACE 1 Drafts {3+}\r\na\r\n {3+}\r\nb\r\n\r\n
S~ l BAD Error in IMAP command REPLACE: *
C: m STATUS INBOX (MESSAGES)
S... m OK *
C: n FETCH 1 UID
S: * 1 FETCH (UID 1)
S: n OK Fetch completed.
GONE Drafts 1
C! o REPLACE 1 Drafts {3+}\r\na\r\n\r\n
S: * 1 EXPUNGE
S~ o NO [EXPUNGEISSUED] *

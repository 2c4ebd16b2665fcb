# "lr" alone: the mailbox is listed and read, and nothing in it is changed; \Seen neither (RFC 4314 §4, §5.2).
SET other_users Other Users
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
USER bob@example.org
FOLDER Work
TEXT Work Subject: one\n\nbody\n
C: b SETACL Work bob@example.org lr
S: b OK Setacl completed.
CONNECT bob
S~ * OK *
C: a LOGIN bob@example.org secret
S~ a OK *

C: b LIST "" "*"
S: * LIST (\HasNoChildren) "." INBOX
S: * LIST (\Noselect \HasChildren) "." "Other Users"
S: * LIST (\Noselect \HasChildren) "." "Other Users.alice@example=2Eorg"
S: * LIST (\HasNoChildren) "." "Other Users.alice@example=2Eorg.Work"
S: b OK List completed.
C: c SELECT "Other Users.alice@example=2Eorg.Work"
S: * FLAGS (\Answered \Flagged \Deleted \Seen \Draft)
S: * OK [PERMANENTFLAGS ()] Read-only mailbox.
S: * 1 EXISTS
S: * 1 RECENT
S: * OK [UNSEEN 1] First unseen.
S~ * OK [UIDVALIDITY *
S~ * OK [UIDNEXT *
S~ * OK [MAILBOXID (*)] Mailbox id
S~ * OK [HIGHESTMODSEQ *
S: c OK [READ-ONLY] Select completed.
C: d FETCH 1 (BODY[TEXT])
S: * 1 FETCH (BODY[TEXT] {6}
S: body
S: )
S: d OK Fetch completed.
C: e STORE 1 +FLAGS (\Seen)
S: e NO [READ-ONLY] Mailbox is read-only.
C: f EXPUNGE
S: f NO [READ-ONLY] Mailbox is read-only.
C: g MOVE 1 INBOX
S: g NO [READ-ONLY] Mailbox is read-only.
C: h COPY 1 INBOX
S~ h OK [COPYUID * 1 1] Copy completed.
C: i COPY 1 "Other Users.alice@example=2Eorg.Work"
S: i NO [NOPERM] Permission denied.
C! j APPEND "Other Users.alice@example=2Eorg.Work" {14+}\r\nSubject: one\r\n\r\n
S: j NO [NOPERM] Permission denied.
C: k DELETE "Other Users.alice@example=2Eorg.Work"
S: k NO [NOPERM] Permission denied.
C: l GETACL "Other Users.alice@example=2Eorg.Work"
S: l NO [NOPERM] Permission denied.
C: m MYRIGHTS "Other Users.alice@example=2Eorg.Work"
S: * MYRIGHTS "Other Users.alice@example=2Eorg.Work" lr
S: m OK Myrights completed.
C: n CREATE "Other Users.alice@example=2Eorg.Work.New"
S: n NO [NOPERM] Permission denied.
C: o SETMETADATA "Other Users.alice@example=2Eorg.Work" (/shared/comment "x")
S: o NO [NOPERM] Permission denied.
C: p SETMETADATA "Other Users.alice@example=2Eorg.Work" (/private/comment "bob's")
S: p OK Setmetadata completed.
C: q CLOSE
S: q OK Close completed.
ON 1
C: c GETMETADATA Work (DEPTH 1) (/private /shared)
S: c OK Getmetadata completed.

# RFC 4314 §6: without a right a mailbox is as one that is not there, for every command.
SET other_users Other Users
SET hard_error_limit 100
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
USER bob@example.org
FOLDER Work
TEXT Work Subject: one\n\nbody\n
TEXT INBOX Subject: one\n\nbody\n
C: b SETACL INBOX carol@example.org lr
S: b OK Setacl completed.
CONNECT bob
S~ * OK *
C: a LOGIN bob@example.org secret
S~ a OK *
C: b SELECT "Other Users.alice@example=2Eorg.Work"
S: b NO [NONEXISTENT] Mailbox doesn't exist.
C: c EXAMINE "Other Users.alice@example=2Eorg.Work"
S: c NO [NONEXISTENT] Mailbox doesn't exist.
C: d STATUS "Other Users.alice@example=2Eorg.Work" (MESSAGES)
S: d NO [NONEXISTENT] Mailbox doesn't exist.
C: e GETACL "Other Users.alice@example=2Eorg.Work"
S: e NO [NONEXISTENT] Mailbox doesn't exist.
C: f MYRIGHTS "Other Users.alice@example=2Eorg.Work"
S: f NO [NONEXISTENT] Mailbox doesn't exist.
C: g LISTRIGHTS "Other Users.alice@example=2Eorg.Work" bob@example.org
S: g NO [NONEXISTENT] Mailbox doesn't exist.
C: h SETACL "Other Users.alice@example=2Eorg.Work" bob@example.org lrswipkxtea
S: h NO [NONEXISTENT] Mailbox doesn't exist.
C: i DELETEACL "Other Users.alice@example=2Eorg.Work" x
S: i NO [NONEXISTENT] Mailbox doesn't exist.
C: j DELETE "Other Users.alice@example=2Eorg.Work"
S: j NO [NONEXISTENT] Mailbox doesn't exist.
C: k GETMETADATA "Other Users.alice@example=2Eorg.Work" /shared/comment
S: k NO [NONEXISTENT] Mailbox doesn't exist.
C: l SETMETADATA "Other Users.alice@example=2Eorg.Work" (/private/comment "x")
S: l NO [NONEXISTENT] Mailbox doesn't exist.
C: m GETQUOTAROOT "Other Users.alice@example=2Eorg.Work"
S: m NO [NONEXISTENT] Mailbox doesn't exist.
C: n SELECT "Other Users.alice@example=2Eorg.INBOX"
S: n NO [NONEXISTENT] Mailbox doesn't exist.
C: o SELECT "Other Users.nobody@example=2Eorg.INBOX"
S: o NO [NONEXISTENT] Mailbox doesn't exist.
C: p RENAME "Other Users.alice@example=2Eorg.Work" Mine
S: p NO [NONEXISTENT] Mailbox doesn't exist.

C: q CREATE "Other Users.alice@example=2Eorg.New"
S: q NO [NOPERM] Permission denied.
C: r CREATE "Other Users.New"
S: r NO [NOPERM] Permission denied.
C: s LIST "" *
S: * LIST (\HasNoChildren) "." INBOX
S: s OK List completed.
C! t APPEND "Other Users.alice@example=2Eorg.Work" {14+}\r\nSubject: one\r\n\r\n
S: t NO [TRYCREATE] Mailbox doesn't exist.
C: u SELECT INBOX
S... u OK *

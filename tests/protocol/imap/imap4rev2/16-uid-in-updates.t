# RFC 9051 7.5.2: what was not asked for comes with its UID; answers to FETCH hold what was asked for.
BULK INBOX 3
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: e ENABLE IMAP4rev2
S: * ENABLED IMAP4rev2
S: e OK Enabled.
C: s SELECT INBOX
S... s OK *
GONE INBOX 1
C: b NOOP
S: * 1 EXPUNGE
S: b OK NOOP completed.
FLAGS INBOX 2 + \Flagged
C: c NOOP
S: * 1 FETCH (UID 2 FLAGS (\Flagged))
S: c OK NOOP completed.
C: d STORE 2 +FLAGS (\Seen)
S: * 2 FETCH (UID 3 FLAGS (\Seen))
S: d OK Store completed.
C: f FETCH 2 FLAGS
S: * 2 FETCH (FLAGS (\Seen))
S: f OK Fetch completed.
C: g UID FETCH 3 FLAGS
S: * 2 FETCH (UID 3 FLAGS (\Seen))
S: g OK Fetch completed.

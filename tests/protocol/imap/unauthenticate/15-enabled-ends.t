# RFC 8437 4.1: what was enabled is enabled no more, saved results are gone, and the language is i-default.
TEXT INBOX Subject: one\n\nx\n
FOLDER café
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: b ENABLE IMAP4rev2 QRESYNC UTF8=ACCEPT UIDONLY
S: * ENABLED CONDSTORE QRESYNC IMAP4rev2 UTF8=ACCEPT UIDONLY
S: b OK Enabled.
C: c SELECT INBOX
S... c OK *
C: d UID SEARCH RETURN (SAVE) ALL
S~ d OK *
C: e UNAUTHENTICATE
S~ e OK *
C: f LOGIN alice@example.org secret
S~ f OK *
C: g LIST "" c*
S: * LIST (\HasNoChildren) "." caf&AOk-
S: g OK List completed.
C: h SELECT INBOX
S... h OK *
C: i SEARCH $
S: * SEARCH
S: i OK Search completed.
C: j FETCH 1 (FLAGS)
S: * 1 FETCH (FLAGS ())
S: j OK Fetch completed.
FLAGS INBOX 1 + \Seen
C: k NOOP
S: * 1 FETCH (FLAGS (\Seen))
S: k OK NOOP completed.
C: l SELECT INBOX (QRESYNC (1 1))
S: l BAD QRESYNC is not enabled.

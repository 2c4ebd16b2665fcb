# RFC 9051 6.3.1: the server need not check that nothing is selected; from then on it speaks the new way.
TEXT INBOX Subject: one\n\nx\n
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: s SELECT INBOX
S... s OK *
C: b ENABLE IMAP4rev2
S: * ENABLED IMAP4rev2
S: b OK Enabled.
TEXT INBOX Subject: two\n\nx\n
C: c NOOP
S: * 2 EXISTS
S: c OK NOOP completed.
C: d FETCH 1:2 FLAGS
S: * 1 FETCH (FLAGS ())
S: * 2 FETCH (FLAGS ())
S: d OK Fetch completed.

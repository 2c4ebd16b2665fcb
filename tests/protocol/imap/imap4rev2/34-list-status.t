# RFC 9051 6.3.9.8, example 11: STATUS with LIST.
TEXT INBOX Subject: one\n\nx\n
TEXT foo Subject: one\n\nx\n
FOLDER bar.baz
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: e ENABLE IMAP4rev2
S: * ENABLED IMAP4rev2
S: e OK Enabled.
C: A01 LIST "" % RETURN (STATUS (MESSAGES UNSEEN DELETED SIZE))
S: * LIST (\HasNoChildren) "." INBOX
S: * STATUS INBOX (MESSAGES 1 UNSEEN 1 DELETED 0 SIZE 19)
S: * LIST (\HasChildren) "." bar
S: * STATUS bar (MESSAGES 0 UNSEEN 0 DELETED 0 SIZE 0)
S: * LIST (\HasNoChildren) "." foo
S: * STATUS foo (MESSAGES 1 UNSEEN 1 DELETED 0 SIZE 19)
S: A01 OK List completed.

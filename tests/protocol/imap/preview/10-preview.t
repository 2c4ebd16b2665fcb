# RFC 8970 3.2 and example 1: the first words of a message.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
TEXT INBOX Subject: a\n\nPreview\n  text!\n
C: s SELECT INBOX
S... s OK *
C: A1 FETCH 1 (PREVIEW)
S: * 1 FETCH (PREVIEW "Preview text!")
S: A1 OK Fetch completed.
C: A2 FETCH 1 (RFC822.SIZE PREVIEW FLAGS)
S: * 1 FETCH (RFC822.SIZE 32 PREVIEW "Preview text!" FLAGS (\Recent))
S: A2 OK Fetch completed.

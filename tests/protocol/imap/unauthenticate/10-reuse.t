# RFC 8437 3: back to the state before the login, and on as before.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK [CAPABILITY * UNAUTHENTICATE*
C: b SELECT INBOX
S... b OK *
C: c UNAUTHENTICATE
S~ c OK [CAPABILITY IMAP4rev1 * AUTH=PLAIN *] Unauthenticate completed.
C: d SELECT INBOX
S: d BAD Please log in first.
C: e LOGIN alice@example.org secret
S~ e OK *
C: f FETCH 1 FLAGS
S: f BAD No mailbox selected.

# RFC 9051 6.4.4.4: "$" stands for what was found; SELECT empties it.
BULK INBOX 4
FLAGS INBOX 2 + \Flagged
FLAGS INBOX 3 + \Flagged
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: e ENABLE IMAP4rev2
S: * ENABLED IMAP4rev2
S: e OK Enabled.
C: s SELECT INBOX
S... s OK *
C: A282 SEARCH RETURN (SAVE) FLAGGED
S: A282 OK Search completed, result saved.
C: A283 UID FETCH $ (FLAGS)
S: * 2 FETCH (UID 2 FLAGS (\Flagged))
S: * 3 FETCH (UID 3 FLAGS (\Flagged))
S: A283 OK Fetch completed.
C: A284 SEARCH $ 3
S: * ESEARCH (TAG "A284") ALL 3
S: A284 OK Search completed.
C: b SELECT INBOX
S... b OK *
C: A285 SEARCH $
S: * ESEARCH (TAG "A285")
S: A285 OK Search completed.

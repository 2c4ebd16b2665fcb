# RFC 9051 6.4.4 and its example: every SEARCH is answered by ESEARCH, also one that finds nothing.
BULK INBOX 5
FLAGS INBOX 2 + \Deleted
FLAGS INBOX 4 + \Deleted
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: e ENABLE IMAP4rev2
S: * ENABLED IMAP4rev2
S: e OK Enabled.
C: s SELECT INBOX
S... s OK *
C: A282 SEARCH DELETED
S: * ESEARCH (TAG "A282") ALL 2,4
S: A282 OK Search completed.
C: A283 UID SEARCH UNDELETED
S: * ESEARCH (TAG "A283") UID ALL 1,3,5
S: A283 OK Search completed.
C: A284 SEARCH RETURN () SUBJECT "number 3"
S: * ESEARCH (TAG "A284") ALL 3
S: A284 OK Search completed.
C: A285 SEARCH TEXT "string not in mailbox"
S: * ESEARCH (TAG "A285")
S: A285 OK Search completed.
C: A286 SEARCH RETURN (COUNT) FLAGGED
S: * ESEARCH (TAG "A286") COUNT 0
S: A286 OK Search completed.
C: A287 UID SEARCH MODSEQ 1 2
S: * OK [HIGHESTMODSEQ 8] Highest
S: * ESEARCH (TAG "A287") UID ALL 2 MODSEQ 7
S: A287 OK Search completed.

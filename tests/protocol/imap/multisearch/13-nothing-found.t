# No response for a mailbox without a match, whatever is asked for; numbers beyond the end are no error.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
BULK INBOX 3
C: s SELECT INBOX
S... s OK *
C: b ESEARCH RETURN (MIN MAX COUNT) DELETED
S: b OK Search completed.
C: c ESEARCH IN (personal) 101:200
S: c OK Search completed.
C: d ESEARCH IN (mailboxes (nowhere) subtree x) ALL
S: d OK Search completed.

# Without source options, and with "selected": the mailbox as the client knows it.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
BULK INBOX 3
C: s SELECT INBOX
S... s OK *
GONE INBOX 2
C: b ESEARCH UNSEEN
S~ * ESEARCH (TAG "b" MAILBOX INBOX UIDVALIDITY *) UID ALL 1:3
S: * 2 EXPUNGE
S: b OK Search completed.
C: c ESEARCH IN (selected) RETURN (COUNT) UNSEEN
S~ * ESEARCH (TAG "c" MAILBOX INBOX UIDVALIDITY *) UID COUNT 2
S: c OK Search completed.
C: d ESEARCH IN (mailboxes inbox selected) 1:100
S~ * ESEARCH (TAG "d" MAILBOX INBOX UIDVALIDITY *) UID ALL 1,3
S: d OK Search completed.

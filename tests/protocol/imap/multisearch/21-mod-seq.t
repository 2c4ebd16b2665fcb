# With MODSEQ, and "$" of the selected mailbox.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
FOLDER folder1
FOLDER folder2.banana
FOLDER folder2.peach
FOLDER folder2.peach.salmon
BULK folder1 3
SEEN folder1 Subject: chad\n\n
TEXT folder2.banana Subject: chad\n\nx\n
TEXT folder2.peach Subject: x\n\nx\n
TEXT folder2.peach.salmon Subject: chad\n\nx\n
BULK INBOX 2
C: s SELECT INBOX
S... s OK *
C: b ESEARCH IN (mailboxes folder1) RETURN (COUNT) MODSEQ 1
S~ * OK [HIGHESTMODSEQ *
S~ * ESEARCH (TAG "b" MAILBOX folder1 UIDVALIDITY *) UID COUNT 4 MODSEQ *
S~ b OK *
C: c SEARCH RETURN (SAVE) 2
S: c OK Search completed, result saved.
C: d ESEARCH $
S~ * ESEARCH (TAG "d" MAILBOX INBOX UIDVALIDITY *) UID ALL 2
S: d OK Search completed.

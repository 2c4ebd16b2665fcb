# PARTIAL for each mailbox.
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
C: b ESEARCH IN (mailboxes folder1 mailboxes folder2.peach) RETURN (PARTIAL 2:3) ALL
S~ * ESEARCH (TAG "b" MAILBOX folder1 UIDVALIDITY *) UID PARTIAL (2:3 2:3)
S~ * ESEARCH (TAG "b" MAILBOX folder2.peach UIDVALIDITY *) UID PARTIAL (2:3 NIL)
S: b OK Search completed.
C: c ESEARCH IN (mailboxes folder1) RETURN (PARTIAL -1:-2 CONTEXT) ALL
S~ * ESEARCH (TAG "c" MAILBOX folder1 UIDVALIDITY *) UID PARTIAL (-1:-2 3:4)
S: c OK Search completed.

# RFC 7377 3: tag1 and tag2, without a mailbox selected.
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
C: tag1 ESEARCH IN (mailboxes "folder1" subtree "folder2") unseen
C: tag2 ESEARCH IN (mailboxes "folder1" subtree-one "folder2") subject "chad"
S~ * ESEARCH (TAG "tag1" MAILBOX folder1 UIDVALIDITY *) UID ALL 1:3
S~ * ESEARCH (TAG "tag1" MAILBOX folder2.banana UIDVALIDITY *) UID ALL 1
S~ * ESEARCH (TAG "tag1" MAILBOX folder2.peach UIDVALIDITY *) UID ALL 1
S~ * ESEARCH (TAG "tag1" MAILBOX folder2.peach.salmon UIDVALIDITY *) UID ALL 1
S: tag1 OK Search completed.
S~ * ESEARCH (TAG "tag2" MAILBOX folder1 UIDVALIDITY *) UID ALL 4
S~ * ESEARCH (TAG "tag2" MAILBOX folder2.banana UIDVALIDITY *) UID ALL 1
S: tag2 OK Search completed.

# A mailbox that cannot be opened is trouble; what was told stays.
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
TROUBLE facts EIO
C: b ESEARCH IN (personal) SUBJECT x
S~ b NO *
C: c ESEARCH IN (mailboxes folder2.peach) SUBJECT x
S~ * ESEARCH (TAG "c" MAILBOX folder2.peach UIDVALIDITY *) UID ALL 1
S: c OK Search completed.

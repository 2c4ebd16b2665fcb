# Without a selected mailbox.
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
C: b ESEARCH ALL
S: b BAD No mailbox selected.
C: c ESEARCH IN (selected mailboxes folder1) ALL
S: c BAD No mailbox selected.
C: d ESEARCH IN (personal) RETURN (UPDATE) ALL
S: d BAD No mailbox selected.
C: e ESEARCH IN (mailboxes folder1) SEEN
S~ * ESEARCH (TAG "e" MAILBOX folder1 UIDVALIDITY *) UID ALL 4
S: e OK Search completed.

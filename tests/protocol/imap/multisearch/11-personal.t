# personal, inboxes and subscribed; a mailbox only once.
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
TEXT INBOX Subject: chad\n\nx\n
C: u SUBSCRIBE folder1
S... u OK *
C: v SUBSCRIBE nowhere
S... v OK *
C: b ESEARCH IN (personal) SUBJECT chad
S~ * ESEARCH (TAG "b" MAILBOX INBOX UIDVALIDITY *) UID ALL 1
S~ * ESEARCH (TAG "b" MAILBOX folder1 UIDVALIDITY *) UID ALL 4
S~ * ESEARCH (TAG "b" MAILBOX folder2.banana UIDVALIDITY *) UID ALL 1
S~ * ESEARCH (TAG "b" MAILBOX folder2.peach.salmon UIDVALIDITY *) UID ALL 1
S: b OK Search completed.
C: c ESEARCH IN (INBOXES) RETURN (COUNT) SUBJECT x
S~ * ESEARCH (TAG "c" MAILBOX folder2.peach UIDVALIDITY *) UID COUNT 1
S: c OK Search completed.
C: d ESEARCH IN (Subscribed mailboxes (folder1 folder1)) RETURN (MIN MAX) ALL
S~ * ESEARCH (TAG "d" MAILBOX folder1 UIDVALIDITY *) UID MIN 1 MAX 4
S: d OK Search completed.

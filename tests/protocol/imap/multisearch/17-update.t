# UPDATE applies to the selected mailbox.
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
BULK INBOX 1
C: s SELECT INBOX
S... s OK *
C: b ESEARCH IN (personal) RETURN (UPDATE COUNT) UNSEEN
S~ * ESEARCH (TAG "b" MAILBOX INBOX UIDVALIDITY *) UID COUNT 1
S~ * ESEARCH (TAG "b" MAILBOX folder1 UIDVALIDITY *) UID COUNT 3
S~ * ESEARCH (TAG "b" MAILBOX folder2.banana UIDVALIDITY *) UID COUNT 1
S~ * ESEARCH (TAG "b" MAILBOX folder2.peach UIDVALIDITY *) UID COUNT 1
S~ * ESEARCH (TAG "b" MAILBOX folder2.peach.salmon UIDVALIDITY *) UID COUNT 1
S: b OK Search completed.
TEXT INBOX Subject: new\n\nx\n
C: c NOOP
S: * 2 EXISTS
S: * 2 RECENT
S~ * ESEARCH (TAG "b" MAILBOX INBOX UIDVALIDITY *) UID ADDTO (0 2)
S: c OK NOOP completed.
C: b ESEARCH RETURN (UPDATE) ALL
S: b BAD Tag reuse.
C: d ESEARCH IN (mailboxes folder2.peach) RETURN (UPDATE COUNT) ALL
S~ * ESEARCH (TAG "d" MAILBOX folder2.peach UIDVALIDITY *) UID COUNT 1
S: * NO [NOUPDATE "d"] The selected mailbox was not searched.
S: d OK Search completed.
C: e CANCELUPDATE "b"
S: e OK No further updates.

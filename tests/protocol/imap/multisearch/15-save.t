# SAVE only for the selected mailbox alone.
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
BULK INBOX 3
C: s SELECT INBOX
S... s OK *
C: b ESEARCH IN (personal) RETURN (SAVE) ALL
S: b BAD Only a search of the selected mailbox can be saved.
C: c ESEARCH IN (selected personal) RETURN (SAVE) ALL
S: c BAD Only a search of the selected mailbox can be saved.
C: d ESEARCH IN (selected) RETURN (SAVE COUNT) 2:3
S~ * ESEARCH (TAG "d" MAILBOX INBOX UIDVALIDITY *) UID COUNT 2
S: d OK Search completed.
C: e UID SEARCH $
S: * SEARCH 2 3
S: e OK Search completed.
C: f ESEARCH RETURN (SAVE) 1
S: f OK Search completed.
C: g UID SEARCH $
S: * SEARCH 1
S: g OK Search completed.
C: h ESEARCH IN (selected) RETURN (SAVE) CHARSET X-UNKNOWN ALL
S: h NO [BADCHARSET (UTF-8 US-ASCII)] Unknown charset.

# Names are those of LIST: INBOX in any case, modified UTF-7, no wildcards.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
FOLDER ä
TEXT ä Subject: a\n\nx\n
TEXT INBOX Subject: b\n\nx\n
C: b ESEARCH IN (mailboxes (InBox &AOQ- "*")) ALL
S~ * ESEARCH (TAG "b" MAILBOX INBOX UIDVALIDITY *) UID ALL 1
S~ * ESEARCH (TAG "b" MAILBOX &AOQ- UIDVALIDITY *) UID ALL 1
S: b OK Search completed.
C: c ESEARCH IN (mailboxes "%") ALL
S: c OK Search completed.

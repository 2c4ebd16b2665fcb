# RFC 5465 6.2 and 6.3: what others share is not personal. RFC 7377 2.2: what may not be read is passed over.
SET other_users Other Users
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
USER bob@example.org
FOLDER Work
FOLDER Seen
TEXT Work Subject: chad\n\nx\n
TEXT Seen Subject: chad\n\nx\n
C: b SETACL Work bob@example.org lr
S: b OK Setacl completed.
C: c SETACL Seen bob@example.org l
S: c OK Setacl completed.
CONNECT bob
S~ * OK *
C: a LOGIN bob@example.org secret
S~ a OK *
C! b APPEND INBOX {16+}\r\nSubject: chad\r\n\r\n
S~ b OK *
C: c ESEARCH IN (personal) SUBJECT chad
S~ * ESEARCH (TAG "c" MAILBOX INBOX UIDVALIDITY *) UID ALL 1
S: c OK Search completed.
C: d ESEARCH IN (inboxes) SUBJECT chad
S~ * ESEARCH (TAG "d" MAILBOX INBOX UIDVALIDITY *) UID ALL 1
S: d OK Search completed.
C: e ESEARCH IN (subtree "Other Users") SUBJECT chad
S~ * ESEARCH (TAG "e" MAILBOX "Other Users.alice@example=2Eorg.Work" UIDVALIDITY *) UID ALL 1
S: e OK Search completed.
C: f ESEARCH IN (mailboxes ("Other Users.alice@example=2Eorg.Seen" INBOX)) SUBJECT chad
S~ * ESEARCH (TAG "f" MAILBOX INBOX UIDVALIDITY *) UID ALL 1
S: f OK Search completed.

# The mailboxes of one owner stand below "Shared", without his name (RFC 2342), and not below "Other Users".
SET other_users Other Users
SET shared_owner alice@example.org
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
USER bob@example.org
FOLDER Work
TEXT Work Subject: one\n\nbody\n
C: b SETACL Work anyone lr
S: b OK Setacl completed.
C: c NAMESPACE
S: * NAMESPACE (("" ".")) (("Other Users." ".")) (("Shared." "."))
S: c OK Namespace completed.
CONNECT bob
S~ * OK *
C: a LOGIN bob@example.org secret
S~ a OK *

C: b LIST "" *
S: * LIST (\HasNoChildren) "." INBOX
S: * LIST (\Noselect \HasChildren) "." Shared
S: * LIST (\HasNoChildren) "." Shared.Work
S: b OK List completed.
C: c SELECT Shared.Work
S... c OK [READ-ONLY] Select completed.
C: d STATUS Shared.INBOX (MESSAGES)
S: d NO [NONEXISTENT] Mailbox doesn't exist.
C: e SUBSCRIBE Shared.Work
S: e OK Subscribe completed.
C: f LIST (SUBSCRIBED) "" *
S: * LIST (\HasNoChildren \Subscribed) "." Shared.Work
S: f OK List completed.

# Without ACL nothing is shared, whatever the lists say.
SET other_users Other Users
SET acl no
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
USER bob@example.org
FOLDER Work
C: b SETACL Work bob@example.org lr
S: b NO [CANNOT] Mailboxes are not shared here.
C: c MYRIGHTS INBOX
S: c NO [CANNOT] Mailboxes are not shared here.
C: d GETACL INBOX
S: d NO [CANNOT] Mailboxes are not shared here.
C: e NAMESPACE
S: * NAMESPACE (("" ".")) NIL NIL
S: e OK Namespace completed.
C: f DELETEACL INBOX x
S: f NO [CANNOT] Mailboxes are not shared here.
C: g LISTRIGHTS INBOX x
S: g NO [CANNOT] Mailboxes are not shared here.

# STATUS of a mailbox that is not selected.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
FOLDER Work
SEEN Work Subject: one\n\nx\n
TEXT Work Subject: two\n\ny\n
C: b STATUS Work (MESSAGES RECENT UIDNEXT UNSEEN)
S: * STATUS Work (MESSAGES 2 RECENT 2 UIDNEXT 3 UNSEEN 1)
S: b OK Status completed.
C: c STATUS Work (UIDVALIDITY)
S~ * STATUS Work (UIDVALIDITY *)
S: c OK Status completed.
C: d STATUS nothing (MESSAGES)
S~ d NO [NONEXISTENT] *
C: e STATUS Work (COLOUR)
S: e BAD Error in IMAP command STATUS: unknown status item.
C: f STATUS Work ()
S~ f BAD *

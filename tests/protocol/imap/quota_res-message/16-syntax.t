# Items that there are not; a status list without end.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: b STATUS INBOX (DELETED-MESSAGES)
S~ b BAD *
C: c STATUS INBOX (DELETED
S~ c BAD *
C: d STATUS INBOX DELETED
S~ d BAD *
C: e STATUS INBOX (DELETED DELETED)
S: * STATUS INBOX (DELETED 0 DELETED 0)
S: e OK Status completed.

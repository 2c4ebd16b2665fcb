# CREATE beyond the limit is refused, and a deleted mailbox makes room.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
LIMIT 2F
C: b CREATE Work
S~ b OK [MAILBOXID (*)] Create completed.
C: c CREATE Play
S: c NO [OVERQUOTA] Quota exceeded.
C: d DELETE Work
S: d OK Delete completed.
C: e CREATE Play
S~ e OK [MAILBOXID (*)] Create completed.

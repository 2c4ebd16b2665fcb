# Into the mailbox it is in: the message gets a new UID.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
BULK INBOX 2
C: s SELECT INBOX
S... s OK *
C: b UID MOVE 1 INBOX
S~ * OK [COPYUID * 1 3] Moved UIDs.
S: * 1 EXPUNGE
S: * 2 EXISTS
S~ * * RECENT
S: b OK Move completed.

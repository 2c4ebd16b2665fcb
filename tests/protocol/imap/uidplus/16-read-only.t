# UID EXPUNGE in a mailbox opened by EXAMINE.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
BULK INBOX 1
C: b EXAMINE INBOX
S... b OK *
C: c UID EXPUNGE 1
S: c NO [READ-ONLY] Mailbox is read-only.

# When the mailbox cannot be made there is no use left behind.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
TROUBLE create over_quota
C: b CREATE X (USE (\Sent))
S: b NO [OVERQUOTA] Quota exceeded.
C: c CREATE X (USE (\Sent))
S~ c OK [MAILBOXID (*)] Create completed.

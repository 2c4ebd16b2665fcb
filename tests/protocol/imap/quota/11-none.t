# An account without limits has no quota root (RFC 9208 §3.2: zero or more).
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: b GETQUOTAROOT INBOX
S: * QUOTAROOT INBOX
S: b OK Getquotaroot completed.
C: c GETQUOTA "User quota"
S: c NO [NONEXISTENT] Quota root doesn't exist.
C: d GETQUOTA ""
S: d NO [NONEXISTENT] Quota root doesn't exist.

# Who is no administrator sets nothing and sees no other root.
SET administrator alice@example.org
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
USER bob@example.org
CONNECT bob
S~ * OK *
C: a LOGIN bob@example.org secret
S~ a OK *

C: b CAPABILITY
S~ * CAPABILITY * QUOTA QUOTA=RES-STORAGE *
S: b OK Capability completed.
C: c SETQUOTA "User quota" (STORAGE 1)
S: c NO [NOPERM] Quotas are set by the administrator.
C: d SETQUOTA "User quota/alice@example.org" (STORAGE 1)
S: d NO [NOPERM] Quotas are set by the administrator.
C: e GETQUOTA "User quota/alice@example.org"
S: e NO [NONEXISTENT] Quota root doesn't exist.

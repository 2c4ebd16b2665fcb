# A refused COPY leaves no UID behind.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
BULK INBOX 2
FOLDER Work
C: s SELECT INBOX
S... s OK *
TROUBLE copy ENOSPC
C: b COPY 1:2 Work
S~ b NO [OVERQUOTA] *
C: c COPY 1:2 Nowhere
S~ c NO [TRYCREATE] *
C: d COPY 1 Work
S~ d OK [COPYUID * 1 1] Copy completed.

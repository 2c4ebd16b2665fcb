# What is there already is refused as such, not for the quota.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
FOLDER Work
LIMIT 2F
C: b CREATE Work
S: b NO [ALREADYEXISTS] Mailbox already exists.
C: c CREATE "..bad"
S~ c NO [CANNOT] *

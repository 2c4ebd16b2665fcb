# A mailbox that is there does not get a use.
FOLDER Work
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: b CREATE Work (USE (\Sent))
S: b NO [ALREADYEXISTS] Mailbox already exists.
C: c LIST "" Work
S: * LIST (\HasNoChildren) "." Work
S: c OK List completed.

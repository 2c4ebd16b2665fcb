# COPY costs the octets again.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
TEXT INBOX Subject: one\n\nbody\n
FOLDER Work
LIMIT 45S
C: b SELECT INBOX
S... b OK [READ-WRITE] Select completed.
C: c COPY 1 Work
S~ c OK [COPYUID *
C: d COPY 1 Work
S: d NO [OVERQUOTA] Quota exceeded.
C: e STATUS Work (MESSAGES)
S: * STATUS Work (MESSAGES 1)
S: e OK Status completed.

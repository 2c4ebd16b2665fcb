# COPY to the last free place, and not one message more; the source stays as it was.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
TEXT INBOX Subject: one\n\nbody\n
TEXT INBOX Subject: two\n\nbody\n
FOLDER Work
LIMIT 4C
C: b SELECT INBOX
S... b OK [READ-WRITE] Select completed.
C: c UID COPY 1:2 Work
S~ c OK [COPYUID *
C: d COPY 1 Work
S: d NO [OVERQUOTA] Quota exceeded.
C: e FETCH 1:2 (FLAGS)
S~ * 1 FETCH *
S~ * 2 FETCH *
S: e OK Fetch completed.

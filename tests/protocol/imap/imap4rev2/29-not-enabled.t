# RFC 9051 7.2.2: until it is enabled, answers are those of RFC 3501.
TEXT INBOX Subject: one\n\nx\n
FOLDER café
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: b SELECT INBOX
S... * 1 RECENT
S: * OK [UNSEEN 1] First unseen.
S... * OK [HIGHESTMODSEQ *
S: b OK [READ-WRITE] Select completed.
C: c SEARCH ALL
S: * SEARCH 1
S: c OK Search completed.
C: d FETCH 1 FLAGS
S: * 1 FETCH (FLAGS (\Recent))
S: d OK Fetch completed.
C: e LIST "" c*
S: * LIST (\HasNoChildren) "." caf&AOk-
S: e OK List completed.
C: f RENAME caf&AOk- tee
S: f OK Rename completed.

# RFC 4314 §4: STORE changes the flags the user may change, and fails only where there is none. FLAGS leaves the others as they are.
SET other_users Other Users
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
USER bob@example.org
FOLDER Work
TEXT Work Subject: one\n\nbody\n
FLAGS Work 1 + \Flagged \Deleted $Label
C: b SETACL Work bob@example.org lrs
S: b OK Setacl completed.
CONNECT bob
S~ * OK *
C: a LOGIN bob@example.org secret
S~ a OK *

C: b SELECT "Other Users.alice@example=2Eorg.Work"
S... * OK [PERMANENTFLAGS (\Seen)] Flags permitted.
S... b OK [READ-WRITE] Select completed.
C: c STORE 1 +FLAGS (\Seen \Answered)
S~ * 1 FETCH (FLAGS (\Flagged \Deleted \Seen * $Label))
S: c OK Store completed.
C: d STORE 1 -FLAGS (\Deleted)
S: d NO [NOPERM] Permission denied.
C: e STORE 1 FLAGS (\Answered)
S~ * 1 FETCH (FLAGS (\Flagged \Deleted * $Label))
S: e OK Store completed.
C: f EXPUNGE
S: f NO [NOPERM] Permission denied.
C: g CLOSE
S: g OK Close completed.
ON 1
C: c SETACL Work bob@example.org lrw
S: c OK Setacl completed.
ON bob
C: h SELECT "Other Users.alice@example=2Eorg.Work"
S... * OK [PERMANENTFLAGS (\Answered \Flagged \Draft $Label \*)] Flags permitted.
S... h OK [READ-WRITE] Select completed.
C: i FETCH 1 BODY[TEXT]
S: * 1 FETCH (BODY[TEXT] {6}
S: body
S: )
S: i OK Fetch completed.
C: j STORE 1 FLAGS (\Draft $Other)
S~ * FLAGS (*
S~ * OK [PERMANENTFLAGS *
S~ * 1 FETCH (FLAGS (\Deleted \Draft * $Other))
S: j OK Store completed.

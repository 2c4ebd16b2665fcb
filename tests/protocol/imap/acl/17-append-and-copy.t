# RFC 4314 §4: flags the user may not set are left out, and the command does not fail (the example of COPY).
SET other_users Other Users
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
USER bob@example.org
FOLDER Work
C: b SETACL Work bob@example.org lrwis
S: b OK Setacl completed.
CONNECT bob
S~ * OK *
C: a LOGIN bob@example.org secret
S~ a OK *

C: b APPEND INBOX (\Draft \Deleted) {14+}
C! Subject: one\r\n\r\n
S~ b OK *
C: c APPEND INBOX (\Answered) {14+}
C! Subject: two\r\n\r\n
S~ c OK *
C: d APPEND INBOX ($Forwarded \Seen) {14+}
C! Subject: 3ee\r\n\r\n
S~ d OK *
C: e SELECT INBOX
S... e OK *
C: f COPY 1:3 "Other Users.alice@example=2Eorg.Work"
S~ f OK [COPYUID * 1:3 1:3] Copy completed.
C: g APPEND "Other Users.alice@example=2Eorg.Work" (\Deleted \Seen) {14+}
C! Subject: 4ur\r\n\r\n
S~ g OK [APPENDUID *
C: h EXAMINE "Other Users.alice@example=2Eorg.Work"
S... h OK [READ-ONLY] Examine completed.
C: i FETCH 1:* FLAGS
S~ * 1 FETCH (FLAGS (\Draft *
S~ * 2 FETCH (FLAGS (\Answered *
S~ * 3 FETCH (FLAGS (\Seen * $Forwarded))
S~ * 4 FETCH (FLAGS (\Seen*
S: i OK Fetch completed.
ON 1
C: c SETACL Work bob@example.org rsti
S: c OK Setacl completed.
ON bob
C: j SELECT INBOX
S... j OK *
C: k COPY 1:3 "Other Users.alice@example=2Eorg.Work"
S~ k OK [COPYUID * 1:3 5:7] Copy completed.
ON 1
C: d SELECT Work
S... d OK *
C: e FETCH 5:7 FLAGS
S~ * 5 FETCH (FLAGS (\Deleted *
S~ * 6 FETCH (FLAGS (*
S~ * 7 FETCH (FLAGS (\Seen *
S: e OK Fetch completed.

# RFC 8508 3.1: what goes needs "t" and "e", what comes "i"; room is the new owner's alone, who has not kept the old message.
SET other_users Other Users
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
USER bob@example.org
FOLDER Work
FOLDER Box
TEXT Work Subject: one\n\nbody\n
LIMIT 60,10C
C: b SETACL Work bob@example.org lrsi
S: b OK Setacl completed.
C: c SETACL Box bob@example.org lri
S: c OK Setacl completed.
CONNECT bob
S~ * OK *
C: a LOGIN bob@example.org secret
S~ a OK *
C! b APPEND INBOX {75+}\r\nSubject: one\r\n\r\n01234567890123456789012345678901234567890123456789012345678\r\n
S~ b OK [APPENDUID *] *
C: c SELECT INBOX
S... c OK *
C! d REPLACE 1 "Other Users.alice@example=2Eorg.Box" {75+}\r\nSubject: one\r\n\r\n01234567890123456789012345678901234567890123456789012345678\r\n
S~ d NO [OVERQUOTA] *
C: e STATUS "Other Users.alice@example=2Eorg.Box" (MESSAGES)
S: * STATUS "Other Users.alice@example=2Eorg.Box" (MESSAGES 0)
S: e OK Status completed.
C! f REPLACE 1 "Other Users.alice@example=2Eorg.Box" (\Flagged) {3+}\r\na\r\n\r\n
S~ * OK [APPENDUID * 1] *
S: * 1 EXPUNGE
S: f OK Replace completed.
C: g SELECT "Other Users.alice@example=2Eorg.Work"
S... g OK *
C! h REPLACE 1 "Other Users.alice@example=2Eorg.Work" {3+}\r\na\r\n\r\n
S: h NO [NOPERM] Permission denied.
C: i STATUS "Other Users.alice@example=2Eorg.Work" (MESSAGES)
S: * STATUS "Other Users.alice@example=2Eorg.Work" (MESSAGES 1)
S: i OK Status completed.
ON 1
C: d SETACL Work bob@example.org lrite
S: d OK Setacl completed.
ON bob
C! j REPLACE 1 "Other Users.alice@example=2Eorg.Work" (\Flagged) {18+}\r\nSubject: one\r\n\r\na\r\n
S~ * OK [APPENDUID * 2] *
S: * 1 EXPUNGE
S: * 1 EXISTS
S~ * * RECENT
S: j OK Replace completed.
C: k FETCH 1 (FLAGS)
S~ * 1 FETCH (FLAGS (*))
S: k OK Fetch completed.

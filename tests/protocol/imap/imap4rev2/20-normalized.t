# RFC 9051 6.3.4, the example of NonNormalized: the name is put into form C, and OLDNAME tells so; every command takes both.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: e ENABLE IMAP4rev2
S: * ENABLED IMAP4rev2
S: e OK Enabled.
C! A005 CREATE "caf\x65\xcc\x81"\r\n
S: * LIST (\HasNoChildren) "." "café" ("OLDNAME" ("café"))
S~ A005 OK [MAILBOXID (*)] Create completed.
C: b LIST "" "c*"
S: * LIST (\HasNoChildren) "." "café"
S: b OK List completed.
C! c LIST "" "caf\x65\xcc\x81"\r\n
S: * LIST (\HasNoChildren) "." "café"
S: c OK List completed.
C! d SELECT "caf\x65\xcc\x81"\r\n
S... * LIST (\HasNoChildren) "." "café" ("OLDNAME" ("café"))
S: d OK [READ-WRITE] Select completed.
C! f APPEND "caf\x65\xcc\x81" {14+}\r\nSubject: x\r\n\r\n\r\n
S: * LIST (\HasNoChildren) "." "café" ("OLDNAME" ("café"))
S: * 1 EXISTS
S~ f OK [APPENDUID * 1] Append completed.
C! g STATUS "caf\x65\xcc\x81" (MESSAGES)\r\n
S: * STATUS "café" (MESSAGES 1)
S: g OK Status completed.
C! h CREATE "caf\x65\xcc\x81"\r\n
S: h NO [ALREADYEXISTS] Mailbox already exists.
C: u UNSELECT
S: u OK Unselect completed.
C! i RENAME "caf\x65\xcc\x81" "t\x65\xcc\x81"\r\n
S: * LIST (\HasNoChildren) "." "té" ("OLDNAME" ("café"))
S: i OK Rename completed.
C! j DELETE "t\x65\xcc\x81"\r\n
S: * LIST (\NonExistent) "." "té" ("OLDNAME" ("té"))
S: j OK Delete completed.

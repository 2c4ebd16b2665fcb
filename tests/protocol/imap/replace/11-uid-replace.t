# RFC 8508 3.3, 3.4: by uid, into another mailbox; nothing is taken over from the old one.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
FOLDER Sent
FOLDER Drafts
TEXT Drafts Subject: a\n\none\n
TEXT Drafts Subject: b\n\ntwo\n
C: s SELECT Drafts
S... s OK *
C: x STORE 2 +FLAGS.SILENT (\Flagged $Work)
S... x OK *
C! A004 UID REPLACE 2 Sent {14+}\r\nSubject: c\r\n\r\n\r\n
S~ * OK [APPENDUID * 1] Replacement message ready.
S: * 2 EXPUNGE
S: A004 OK Replace completed.
C: t SELECT Sent
S... t OK *
C: b FETCH 1 (FLAGS)
S: * 1 FETCH (FLAGS (\Recent))
S: b OK Fetch completed.

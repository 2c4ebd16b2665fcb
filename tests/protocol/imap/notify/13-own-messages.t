# RFC 5465 5, 5.2: no notice of what the client does itself; EXISTS is still told.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
FOLDER Work
BULK INBOX 1
C: s SELECT INBOX
S... s OK *
C: b NOTIFY SET (selected (MessageNew (UID) MessageExpunge)) (personal (MessageNew MessageExpunge))
S: b OK Notify completed.
C: c APPEND INBOX () {3+}
C! x\r\n\r\n
S: * 2 EXISTS
S: * 2 RECENT
S~ c OK [APPENDUID * 2] Append completed.
C: d COPY 1 Work
S~ d OK [COPYUID * 1 1] Copy completed.
C: e APPEND Work () {3+}
C! x\r\n\r\n
S~ e OK [APPENDUID * 2] Append completed.
SILENT
TEXT Work Subject: x\n\nx\n
S~ * STATUS Work (MESSAGES 3 UIDNEXT 4 UIDVALIDITY *)
TEXT INBOX Subject: x\n\nx\n
S: * 3 EXISTS
S: * 3 RECENT
S: * 3 FETCH (UID 3)

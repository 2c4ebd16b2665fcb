# Commands in one piece are answered in order.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
BULK INBOX 2
C: b SELECT INBOX
C: c FETCH 1 UID
C: d STORE 2 +FLAGS.SILENT \Deleted
C: e EXPUNGE
C: f UID FETCH 1:* FLAGS
C: g LOGOUT
S... b OK *
S: * 1 FETCH (UID 1)
S: c OK Fetch completed.
S: d OK Store completed.
S: * 2 EXPUNGE
S: e OK Expunge completed.
S: * 1 FETCH (UID 1 FLAGS (\Recent))
S: f OK Fetch completed.
S: * BYE Logging out
S: g OK Logout completed.
CLOSED

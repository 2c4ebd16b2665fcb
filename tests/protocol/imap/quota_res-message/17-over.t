# An account that holds more than a limit that came later: told as it is; nothing more fits until there is room.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
TEXT INBOX Subject: one\n\nbody\n
TEXT INBOX Subject: two\n\nbody\n
TEXT INBOX Subject: three\n\nbody\n
LIMIT 2C
C: b GETQUOTA "User quota"
S: * QUOTA "User quota" (MESSAGE 3 2)
S: b OK Getquota completed.
C! c APPEND INBOX {3+}\r\nabc\r\n
S: c NO [OVERQUOTA] Quota exceeded.
C: d SELECT INBOX
S... d OK [READ-WRITE] Select completed.
C: e STORE 1:2 +FLAGS.SILENT (\Deleted)
S: e OK Store completed.
C: f CLOSE
S: f OK Close completed.
C! g APPEND INBOX {3+}\r\nabc\r\n
S~ g OK [APPENDUID *

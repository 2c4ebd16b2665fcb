# What is expunged gives its octets back.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
LIMIT 30S
C! b APPEND INBOX {25+}\r\nabcdefghijklmnopqrstuvwxy\r\n
S~ b OK [APPENDUID *
C! c APPEND INBOX {25+}\r\nabcdefghijklmnopqrstuvwxy\r\n
S: c NO [OVERQUOTA] Quota exceeded.
C: d SELECT INBOX
S... d OK [READ-WRITE] Select completed.
C: e STORE 1 +FLAGS.SILENT (\Deleted)
S: e OK Store completed.
C: f EXPUNGE
S: * 1 EXPUNGE
S: f OK Expunge completed.
C! g APPEND INBOX {25+}\r\nabcdefghijklmnopqrstuvwxy\r\n
S... g OK [APPENDUID *

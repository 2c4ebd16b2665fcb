# RFC 5182 2.3, example 7: junk goes away.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
BULK INBOX 4
FLAGS INBOX 2 + $Junk
FLAGS INBOX 3 + $Junk
FOLDER Junk
C: s SELECT INBOX
S... s OK *
C: F282 SEARCH RETURN (SAVE) KEYWORD $Junk
C: F283 COPY $ "Junk"
C: F284 STORE $ +FLAGS.SILENT (\Deleted)
C: F285 UID EXPUNGE $
S: F282 OK Search completed, result saved.
S~ F283 OK [COPYUID * 2:3 1:2] Copy completed.
S: F284 OK Store completed.
S: * 2 EXPUNGE
S: * 2 EXPUNGE
S: F285 OK Expunge completed.

# RFC 5182 2.2, example 6: an empty "$" is a valid set that names nothing.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
BULK INBOX 1
FOLDER Other
C: s SELECT INBOX
S... s OK *
C: E281 FETCH $ FLAGS
S: E281 OK Fetch completed.
C: E282 SEARCH RETURN (SAVE) SINCE 28-Oct-2100 NOT FROM "Eric"
C: E283 COPY $ "Other"
C: E284 STORE $ +FLAGS (\Seen)
C: E285 MOVE $ "Other"
C: E286 UID EXPUNGE $
S: E282 OK Search completed, result saved.
S: E283 OK No messages found.
S: E284 OK Store completed.
S: E285 OK No messages found.
S: E286 OK Expunge completed.

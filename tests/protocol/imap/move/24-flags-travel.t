# Flags and date go along.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
SEEN INBOX Subject: x\n\nx\n
FLAGS INBOX 1 + \Flagged $Label1
FOLDER Work
C: s SELECT INBOX
S... s OK *
C: b MOVE 1 Work
S~ * OK [COPYUID * 1 1] Moved UIDs.
S: * 1 EXPUNGE
S: b OK Move completed.
C: s SELECT Work
S... s OK *
C: c FETCH 1 (FLAGS INTERNALDATE)
S: * 1 FETCH (FLAGS (\Flagged \Seen \Recent $Label1) INTERNALDATE "14-Nov-2023 22:13:20 +0000")
S: c OK Fetch completed.

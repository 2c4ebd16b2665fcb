# Flags change, the date stays (RFC 8514 3).
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
TEXT foo Subject: a\n\none\n
C: s SELECT foo
S... s OK *
C: b STORE 1 +FLAGS.SILENT (\Flagged)
S: b OK Store completed.
C: c UID FETCH 1 (SAVEDATE FLAGS)
S: * 1 FETCH (UID 1 SAVEDATE "14-Nov-2023 22:13:20 +0000" FLAGS (\Flagged \Recent))
S: c OK Fetch completed.

# Messages expunged elsewhere keep their numbers until told; reading one says EXPUNGEISSUED.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
BULK INBOX 3
C: s SELECT INBOX
S... s OK *

GONE INBOX 2
C: b FETCH 1:3 (UID BODY.PEEK[TEXT])
S: * 1 FETCH (UID 1 BODY[TEXT] {8}
S: body 1
S: )
S: * 3 FETCH (UID 3 BODY[TEXT] {8}
S: body 3
S: )
S~ b NO [EXPUNGEISSUED] *
C: c FETCH 2:3 UID
S: * 3 FETCH (UID 3)
S~ c NO [EXPUNGEISSUED] *
C: d SEARCH ALL
S: * SEARCH 1 3
S: d OK Search completed.
C: e STORE 2:3 +FLAGS (\Flagged)
S: * 3 FETCH (FLAGS (\Flagged \Recent))
S~ e NO [EXPUNGEISSUED] *
C: f UID FETCH 1:* UID
S: * 1 FETCH (UID 1)
S: * 3 FETCH (UID 3)
S: * 2 EXPUNGE
S: f OK Fetch completed.
C: g FETCH 2 UID
S: * 2 FETCH (UID 3)
S: g OK Fetch completed.

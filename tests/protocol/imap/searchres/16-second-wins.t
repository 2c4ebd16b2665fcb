# RFC 5182 2.3, examples 8 and 9: a search without SAVE changes nothing, one with SAVE replaces.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
BULK INBOX 4
FLAGS INBOX 2 + $Junk
C: s SELECT INBOX
S... s OK *
C: G282 SEARCH RETURN (SAVE) KEYWORD $Junk
S: G282 OK Search completed, result saved.
C: G283 SEARCH RETURN (ALL) 3:4
S: * ESEARCH (TAG "G283") ALL 3:4
S: G283 OK Search completed.
C: G284 FETCH $ UID
S: * 2 FETCH (UID 2)
S: G284 OK Fetch completed.
C: H283 SEARCH RETURN (SAVE) 4
S: H283 OK Search completed, result saved.
C: H284 UID FETCH $ FLAGS
S: * 4 FETCH (UID 4 FLAGS (\Recent))
S: H284 OK Fetch completed.

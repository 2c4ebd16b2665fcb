# RFC 8514 3: a copy and a moved message have been saved now, the original keeps its date.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
FOLDER foo
TEXT INBOX Subject: a\n\none\n
TEXT INBOX Subject: b\n\ntwo\n
C: s SELECT INBOX
S... s OK *
C: b COPY 1 foo
S... b OK *
C: c MOVE 2 foo
S... c OK *
C: d FETCH 1 SAVEDATE
S: * 1 FETCH (SAVEDATE "14-Nov-2023 22:13:20 +0000")
S: d OK Fetch completed.
C: e SELECT foo
S... e OK *
C: f SEARCH SAVEDSINCE 1-Jan-2024
S: * SEARCH 1 2
S: f OK Search completed.
C: g SEARCH SINCE 1-Jan-2024
S: * SEARCH
S: g OK Search completed.

# With CONDSTORE the modseq comes beside it, and CHANGEDSINCE chooses.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
TEXT INBOX Subject: a\n\none\n
TEXT INBOX Subject: b\n\ntwo\n
C: q ENABLE CONDSTORE
S... q OK *
C: s SELECT INBOX
S... s OK *
C: b FETCH 1:2 (SAVEDATE) (CHANGEDSINCE 2)
S: * 2 FETCH (SAVEDATE "14-Nov-2023 22:13:20 +0000" MODSEQ (3))
S: b OK Fetch completed.
C: c SEARCH SAVEDON 14-Nov-2023 MODSEQ 3
S: * SEARCH 2 (MODSEQ 3)
S: c OK Search completed.

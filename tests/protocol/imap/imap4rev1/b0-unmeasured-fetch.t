# Sizes and dates that nobody has asked for yet are found when they are, and kept. Nobody is told of that.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
BULK INBOX 3
TEXT INBOX Subject: one\n\nhello\n
UNMEASURED INBOX
C: s SELECT INBOX
S... s OK *
CONNECT other
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: s SELECT INBOX
S... s OK *
C: i IDLE
S~ + *
ON 1

C: b FETCH 4 FLAGS
S: * 4 FETCH (FLAGS (\Recent))
S: b OK Fetch completed.
C: c FETCH 4 RFC822.SIZE
S: * 4 FETCH (RFC822.SIZE 23)
S: c OK Fetch completed.
C: d UID FETCH 4 (INTERNALDATE FLAGS)
S: * 4 FETCH (UID 4 INTERNALDATE "14-Nov-2023 22:13:20 +0000" FLAGS (\Recent))
S: d OK Fetch completed.
TROUBLE measured EIO
C: e FETCH 4 FAST
S: * 4 FETCH (FLAGS (\Recent) INTERNALDATE "14-Nov-2023 22:13:20 +0000" RFC822.SIZE 23)
S: e OK Fetch completed.
C: f FETCH 1:* RFC822.SIZE
S: * 4 FETCH (RFC822.SIZE 23)
S~ f NO [UNAVAILABLE] *
C: g FETCH 1:* FAST
S~ * 1 FETCH (FLAGS (\Recent) INTERNALDATE "*" RFC822.SIZE *)
S~ * 2 FETCH (FLAGS (\Recent) INTERNALDATE "*" RFC822.SIZE *)
S~ * 3 FETCH (FLAGS (\Recent) INTERNALDATE "*" RFC822.SIZE *)
S~ * 4 FETCH (FLAGS (\Recent) INTERNALDATE "*" RFC822.SIZE *)
S: g OK Fetch completed.
ON other
SILENT
C: DONE
S: i OK Idle completed.

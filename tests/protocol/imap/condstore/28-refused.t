# A refused STORE changes nothing.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
BULK INBOX 1
C: s SELECT INBOX (CONDSTORE)
S... s OK *
TROUBLE flags ENOSPC
C: b STORE 1 (UNCHANGEDSINCE 9) +FLAGS (\Seen)
S~ b NO [OVERQUOTA] *
C: c FETCH 1 (FLAGS MODSEQ)
S: * 1 FETCH (FLAGS (\Recent) MODSEQ (2))
S: c OK Fetch completed.
C: d EXAMINE INBOX
S... d OK *
C: e STORE 1 (UNCHANGEDSINCE 9) +FLAGS (\Seen)
S: e NO [READ-ONLY] Mailbox is read-only.

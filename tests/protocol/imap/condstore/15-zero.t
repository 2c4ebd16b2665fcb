# RFC 7162 3.1.3, examples 7 and 8: 0 fails where the flag exists; a keyword that is not there can be claimed once.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
BULK INBOX 2
C: s SELECT INBOX (CONDSTORE)
S... s OK *
C: a101 STORE 1 (UNCHANGEDSINCE 0) +FLAGS.SILENT (\Seen)
S: a101 OK [MODIFIED 1] Conditional store failed for some.
C: a102 STORE 1 (UNCHANGEDSINCE 0) +FLAGS.SILENT ($MDNSent)
S~ * FLAGS *
S~ * OK [PERMANENTFLAGS *
S: * 1 FETCH (UID 1 MODSEQ (4))
S: a102 OK Store completed.
C: a103 UID STORE 1 (UNCHANGEDSINCE 0) +FLAGS.SILENT ($MDNSent)
S: a103 OK [MODIFIED 1] Conditional store failed for some.

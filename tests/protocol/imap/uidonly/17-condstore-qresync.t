# RFC 9586 3.7: MODSEQ comes in UIDFETCH; the match data of QRESYNC are message numbers.
BULK INBOX 3
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: e ENABLE UIDONLY
S: * ENABLED UIDONLY
S: e OK Enabled.
C: q ENABLE QRESYNC
S: * ENABLED CONDSTORE QRESYNC
S: q OK Enabled.
C: b SELECT INBOX (QRESYNC (1001 1 1:3 (1:2 1:2)))
S~ b BAD [UIDREQUIRED] *
C: c SELECT INBOX (QRESYNC (1001 3 1:3))
S... * 3 UIDFETCH (FLAGS (\Recent) MODSEQ (4))
S: c OK [READ-WRITE] Select completed.
C: d UID STORE 3 +FLAGS.SILENT (\Seen)
S: * 3 UIDFETCH (UID 3 MODSEQ (5))
S: d OK Store completed.
C: f UID FETCH 1:3 (FLAGS) (CHANGEDSINCE 4 VANISHED)
S: * 3 UIDFETCH (FLAGS (\Seen \Recent) MODSEQ (5))
S: f OK Fetch completed.

# A store that cannot say what went refuses; nothing is selected then.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
BULK INBOX 2
C: b ENABLE QRESYNC
S... b OK *
TROUBLE vanished EIO
C: c SELECT INBOX (QRESYNC (1001 2))
S... c NO [*
C: d FETCH 1 UID
S: d BAD No mailbox selected.
C: s SELECT INBOX
S... s OK *
TROUBLE vanished EIO
C: e UID FETCH 1:* FLAGS (CHANGEDSINCE 1 VANISHED)
S~ e NO [*

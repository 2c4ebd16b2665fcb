# With VANISHED; what is gone is told whatever the window.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
BULK INBOX 5
C: e ENABLE QRESYNC
S... e OK *
C: s SELECT INBOX
S... s OK *
GONE INBOX 2
C: b UID FETCH 1:5 (UID FLAGS) (CHANGEDSINCE 1 VANISHED PARTIAL -1:-1)
S: * VANISHED 2
S: * VANISHED (EARLIER) 2
S~ * 4 FETCH (UID 5 FLAGS (\Recent) MODSEQ (*))
S~ b OK *

# THREAD is for the selected mailbox.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: b THREAD ORDEREDSUBJECT UTF-8 ALL
S: b BAD No mailbox selected.
C: s EXAMINE INBOX
S... s OK *
C: c THREAD ORDEREDSUBJECT UTF-8 ALL
S: * THREAD
S: c OK Thread completed.

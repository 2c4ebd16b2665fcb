# With QRESYNC: VANISHED, and MODSEQ where it is asked for.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
BULK INBOX 3
C: q ENABLE QRESYNC
S: * ENABLED CONDSTORE QRESYNC
S: q OK Enabled.
C: s SELECT INBOX
S... s OK *
C: b NOTIFY SET (selected (MessageNew (UID FLAGS MODSEQ) MessageExpunge FlagChange))
S: b OK Notify completed.
GONE INBOX 2
S: * VANISHED 2
TEXT INBOX Subject: x\n\nx\n
S: * 3 EXISTS
S: * 3 RECENT
S: * 3 FETCH (UID 4 FLAGS (\Recent) MODSEQ (6))
FLAGS INBOX 4 + \Seen
S: * 3 FETCH (UID 4 FLAGS (\Seen \Recent) MODSEQ (7))

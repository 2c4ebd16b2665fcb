# Names that are not in Normalization Form C mean what CREATE has made of them (RFC 9051 5.1), here as in other commands.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: b ENABLE UTF8=ACCEPT
S: * ENABLED UTF8=ACCEPT
S: b OK Enabled.
C: c CREATE "café"
S~ c OK *
C: d NOTIFY SET STATUS (mailboxes "café" (MessageNew MessageExpunge))
S~ * STATUS "café" (*
S: d OK Notify completed.

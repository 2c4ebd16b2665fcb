# With NOTIFY too, who waits in IDLE for a mailbox that is deleted is sent away.
FOLDER one
BULK one 2
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: b NOTIFY SET (selected (MessageNew MessageExpunge))
S: b OK Notify completed.
C: c SELECT one
S... c OK *
C: d IDLE
S: + idling
CONNECT other
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: e DELETE one
S: e OK Delete completed.
ON 1
S: * BYE [UNAVAILABLE] The selected mailbox has been deleted or renamed.
CLOSED

# RFC 2180 3.3: who has a mailbox selected that another session deletes or renames is sent away, but may always leave it.
FOLDER one
FOLDER two
BULK one 2
BULK two 2
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: b SELECT one
S... b OK *
CONNECT noop
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: b SELECT one
S... b OK *
CONNECT check
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: b EXAMINE two
S... b OK *
CONNECT idle
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: b SELECT two
S... b OK *
CONNECT unselect
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: b SELECT two
S... b OK *
CONNECT other
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: c DELETE one
S: c OK Delete completed.
C: d RENAME two three
S: d OK Rename completed.
ON 1
C: e CLOSE
S: e OK Close completed.
C: f NOOP
S: f OK NOOP completed.
ON unselect
C: e UNSELECT
S: e OK Unselect completed.
ON noop
C: e NOOP
S: * BYE [UNAVAILABLE] The selected mailbox has been deleted or renamed.
CLOSED
ON check
C: e CHECK
S: * BYE [UNAVAILABLE] The selected mailbox has been deleted or renamed.
CLOSED
ON idle
C: e IDLE
S: * BYE [UNAVAILABLE] The selected mailbox has been deleted or renamed.
CLOSED

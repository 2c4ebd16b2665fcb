# Who waits for news of a mailbox that another session deletes or renames is sent away at once.
FOLDER one
FOLDER two
BULK one 2
BULK two 2
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: b SELECT one
S... b OK *
C: c IDLE
S: + idling
CONNECT renamed
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: b SELECT two
S... b OK *
C: c IDLE
S: + idling
CONNECT elsewhere
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: b SELECT INBOX
S... b OK *
C: c IDLE
S: + idling
CONNECT other
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: d DELETE one
S: d OK Delete completed.
C: e RENAME two three
S: e OK Rename completed.
ON 1
S: * BYE [UNAVAILABLE] The selected mailbox has been deleted or renamed.
CLOSED
ON renamed
S... * BYE [UNAVAILABLE] The selected mailbox has been deleted or renamed.
CLOSED
ON elsewhere
C: DONE
S: c OK Idle completed.

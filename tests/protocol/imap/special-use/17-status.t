# With STATUS, and a malformed option.
SET special_use Trash Trash
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
FOLDER Trash
C: b LIST (SPECIAL-USE) "" * RETURN (STATUS (MESSAGES))
S: * LIST (\HasNoChildren \Trash) "." Trash
S: * STATUS Trash (MESSAGES 0)
S: b OK List completed.
C: c LIST (SPECIAL-USES) "" *
S~ c BAD *
C: d LIST (SPECIAL-USE (\Trash)) "" *
S~ d BAD *

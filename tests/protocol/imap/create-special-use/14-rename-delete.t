# The use goes with the mailbox: RENAME keeps it, DELETE and a new mailbox of that name do not.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: b CREATE Old (USE (\Archive))
S~ b OK [MAILBOXID (*)] Create completed.
C: c RENAME Old New
S: c OK Rename completed.
C: d LIST (SPECIAL-USE) "" *
S: * LIST (\HasNoChildren \Archive) "." New
S: d OK List completed.
C: e DELETE New
S: e OK Delete completed.
C: f CREATE New
S~ f OK [MAILBOXID (*)] Create completed.
C: g LIST (SPECIAL-USE) "" *
S: g OK List completed.
C: h CREATE Newer (USE (\Archive))
S~ h OK [MAILBOXID (*)] Create completed.

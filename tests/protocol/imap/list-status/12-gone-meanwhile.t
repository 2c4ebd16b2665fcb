# A mailbox that is gone between LIST and STATUS is told as such.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
FOLDER foo
TROUBLE status no_mailbox
C: b LIST "" foo RETURN (STATUS (MESSAGES))
S: * LIST (\NonExistent) "." foo
S: b OK List completed.

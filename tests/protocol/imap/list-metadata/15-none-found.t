# Nothing matches: nothing is told. LIST "" "" has no mailbox.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: b LIST "" Nowhere RETURN (METADATA (/private/comment))
S: b OK List completed.
C: c LIST "" ("") RETURN (METADATA (/private/comment))
S: c OK List completed.

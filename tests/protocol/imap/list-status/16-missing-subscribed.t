# A subscribed name without a mailbox has no STATUS.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: z1 SUBSCRIBE gone
S... z1 OK *
C: b LIST (SUBSCRIBED) "" * RETURN (STATUS (MESSAGES))
S: * LIST (\NonExistent \Subscribed) "." gone
S: b OK List completed.

# No mailbox, no response; a plain LIST has none either.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: b LIST "" Nowhere RETURN (MYRIGHTS)
S: b OK List completed.
C: c LIST "" %
S: * LIST (\HasNoChildren) "." INBOX
S: c OK List completed.

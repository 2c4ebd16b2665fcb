# Items between parentheses, and known ones.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: b LIST "" * RETURN (STATUS)
S~ b BAD *
C: c LIST "" * RETURN (STATUS ())
S~ c BAD *
C: d LIST "" * RETURN (STATUS (FROB))
S: d BAD Error in IMAP command LIST: unknown status item.
C: e LIST "" * RETURN (STATUS (MESSAGES)
S~ e BAD *
C: f LIST (STATUS (MESSAGES)) "" *
S~ f BAD *

# What is no extended LIST.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: b LIST (RECURSIVEMATCH) "" *
S: b BAD Error in IMAP command LIST: RECURSIVEMATCH needs another selection option.
C: c LIST (REMOTE RECURSIVEMATCH) "" *
S: c BAD Error in IMAP command LIST: RECURSIVEMATCH needs another selection option.
C: d LIST (FROB) "" *
S: d BAD Error in IMAP command LIST: unknown selection option.
C: e LIST "" * RETURN (FROB)
S: e BAD Error in IMAP command LIST: unknown return option.
C: f LIST "" ()
S~ f BAD *
C: g LIST "" (a b
S~ g BAD *
C: h LIST "" * RETURN
S~ h BAD *
C: i LIST (SUBSCRIBED "" *
S~ i BAD *
C: j LIST () ""
S~ j BAD *

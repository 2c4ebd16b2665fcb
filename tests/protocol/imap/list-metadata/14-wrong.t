# Syntax.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: b LIST "" % RETURN (METADATA)
S~ b BAD *
C: c LIST "" % RETURN (METADATA ())
S~ c BAD *
C: d LIST "" % RETURN (METADATA /private/comment)
S~ d BAD *
C: e LIST "" % RETURN (METADATA (comment))
S~ e BAD *
C: f LIST "" % RETURN (METADATA (/private/comment)
S~ f BAD *
C: g LIST "" % RETURN (METADATA ("/private/*"))
S~ g BAD *

# It takes no argument and is no selection option.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: b LIST "" % RETURN (MYRIGHTS (x))
S~ b BAD *
C: c LIST (MYRIGHTS) "" %
S~ c BAD *
C: d LIST "" % RETURN MYRIGHTS
S~ d BAD *

# A plus in the wrong place makes no literal.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: b LIST {+3}
S~ b BAD *
C: c LIST {3++}
S~ c BAD *
C: d NOOP
S: d OK NOOP completed.

# Of no mailbox.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: b STATUS nowhere (SIZE)
S~ b NO [NONEXISTENT] *

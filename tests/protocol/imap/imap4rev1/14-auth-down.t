# When nobody can check a password the refusal is temporary.
S~ * OK *
DOWN
C: a LOGIN alice@example.org secret
S: a NO [UNAVAILABLE] Temporary authentication failure.

# The password service is away: temporary, and said so.
S~ * OK *
DOWN
C: a AUTHENTICATE PLAIN AGFsaWNlQGV4YW1wbGUub3JnAHNlY3JldA==
S~ a NO [UNAVAILABLE] *

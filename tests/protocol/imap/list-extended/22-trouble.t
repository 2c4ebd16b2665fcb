# Subscriptions that cannot be read refuse the command.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
TROUBLE subscriptions EIO
C: b LIST (SUBSCRIBED) "" *
S~ b NO [*
C: c LIST (SUBSCRIBED) "" *
S: c OK List completed.

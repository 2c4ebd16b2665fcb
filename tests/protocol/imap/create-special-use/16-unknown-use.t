# RFC 6154 3 and 6: a use that nobody knows is refused with USEATTR, whatever stands beside it.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: b CREATE X (USE (\Sent \Frob))
S: b NO [USEATTR] Special use not supported.
C: c CREATE X (USE (\Flagged))
S: c NO [USEATTR] Special use not supported.
C: d LIST "" X
S: d OK List completed.
C: e CREATE X (USE (\Memos))
S~ e OK [MAILBOXID (*)] Create completed.

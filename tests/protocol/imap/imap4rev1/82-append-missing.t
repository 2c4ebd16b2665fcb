# TRYCREATE: a synchronizing literal is not asked for, another is swallowed.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: b APPEND nothing {10}
S: b NO [TRYCREATE] Mailbox doesn't exist.
C! c APPEND nothing {10+}\r\n0123456789\r\nd NOOP\r\n
S: c NO [TRYCREATE] Mailbox doesn't exist.
S: d OK NOOP completed.
C: e APPEND {7}
S: + OK
C: nothing {3}
S: e NO [TRYCREATE] Mailbox doesn't exist.

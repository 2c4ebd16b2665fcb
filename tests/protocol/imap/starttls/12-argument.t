# It takes no argument.
SET tls yes
S~ * OK *
C: a STARTTLS now
S~ a BAD Error in IMAP command STARTTLS: *
C: b NOOP
S: b OK NOOP completed.

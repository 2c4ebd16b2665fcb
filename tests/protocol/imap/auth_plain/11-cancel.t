# "*" cancels (RFC 3501 6.2.2).
S~ * OK *
C: a AUTHENTICATE PLAIN
S: + 
C: *
S: a BAD Authentication aborted by client.
C: b NOOP
S: b OK NOOP completed.

# A literal is no answer to a challenge.
S~ * OK *
C: a AUTHENTICATE LOGIN
S: + VXNlcm5hbWU6
C: {8}
S: a BAD Authentication aborted by client.
C: b NOOP
S: b OK NOOP completed.

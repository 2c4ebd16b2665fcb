# "*" instead of the name.
S~ * OK *
C: a AUTHENTICATE LOGIN
S: + VXNlcm5hbWU6
C: *
S: a BAD Authentication aborted by client.

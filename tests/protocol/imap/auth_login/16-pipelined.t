# All three lines at once.
S~ * OK *
C: a AUTHENTICATE LOGIN
C: YWxpY2VAZXhhbXBsZS5vcmc=
C: c2VjcmV0
C: b NOOP
S: + VXNlcm5hbWU6
S: + UGFzc3dvcmQ6
S~ a OK [CAPABILITY *
S: b OK NOOP completed.

# "*" instead of the password.
S~ * OK *
C: a AUTHENTICATE LOGIN
S: + VXNlcm5hbWU6
C: YWxpY2VAZXhhbXBsZS5vcmc=
S: + UGFzc3dvcmQ6
C: *
S: a BAD Authentication aborted by client.
C: b LOGIN alice@example.org secret
S~ b OK *

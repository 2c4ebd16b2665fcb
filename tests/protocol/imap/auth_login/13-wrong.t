# A wrong password.
S~ * OK *
C: a AUTHENTICATE LOGIN
S: + VXNlcm5hbWU6
C: YWxpY2VAZXhhbXBsZS5vcmc=
S: + UGFzc3dvcmQ6
C: d3Jvbmc=
S: a NO [AUTHENTICATIONFAILED] Authentication failed.

# Name and password, each after its challenge.
S~ * OK [CAPABILITY * AUTH=LOGIN] *
C: a AUTHENTICATE LOGIN
S: + VXNlcm5hbWU6
C: YWxpY2VAZXhhbXBsZS5vcmc=
S: + UGFzc3dvcmQ6
C: c2VjcmV0
S~ a OK [CAPABILITY *

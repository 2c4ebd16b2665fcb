# LOGIN takes the user's name first (RFC 4959 3, as clients do it).
S~ * OK *
C: a AUTHENTICATE LOGIN YWxpY2VAZXhhbXBsZS5vcmc=
S: + UGFzc3dvcmQ6
C: c2VjcmV0
S~ a OK [CAPABILITY *

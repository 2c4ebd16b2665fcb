# Syntax.
SET administrator alice@example.org
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: b SETQUOTA
S~ b BAD *
C: c SETQUOTA "User quota"
S~ c BAD *
C: d SETQUOTA "User quota" (STORAGE)
S~ d BAD *
C: e SETQUOTA "User quota" (STORAGE -1)
S~ e BAD *
C: f SETQUOTA "User quota" (STORAGE 1
S~ f BAD *
C: g SETQUOTA "User quota" (STORAGE 1) more
S~ g BAD *
C: h SETQUOTA "User quota" (STORAGE 9223372036854775808)
S~ h BAD *

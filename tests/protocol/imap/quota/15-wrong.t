# SETQUOTA is not for users; arguments that are wrong; trouble with the store; nothing before the login.
S~ * OK *
C: w GETQUOTA ""
S~ w BAD *
C: a LOGIN alice@example.org secret
S~ a OK *
LIMIT 5C
C: b SETQUOTA "User quota" (STORAGE 512 MESSAGE 9)
S: b NO [NOPERM] Quotas are set by the administrator.
C: c SETQUOTA "" ()
S: c NO [NOPERM] Quotas are set by the administrator.
C: d SETQUOTA "User quota" (STORAGE)
S~ d BAD *
C: e GETQUOTA
S~ e BAD *
C: f GETQUOTAROOT
S~ f BAD *
C: g GETQUOTA "User quota" more
S~ g BAD *
TROUBLE quota EIO
C: h GETQUOTA "User quota"
S~ h NO [UNAVAILABLE] *
TROUBLE quota damaged
C: i GETQUOTAROOT INBOX
S~ i NO [CORRUPTION] *
C: j GETQUOTA "User quota"
S: * QUOTA "User quota" (MESSAGE 0 5)
S: j OK Getquota completed.

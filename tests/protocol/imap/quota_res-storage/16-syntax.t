# SETQUOTA is read before it is refused: resources with numbers (RFC 9208 §7).
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
LIMIT 5K
C: b SETQUOTA "User quota" (STORAGE 9)
S: b NO [NOPERM] Quotas are set by the administrator.
C: c SETQUOTA "User quota" (STORAGE -1)
S~ c BAD *
C: d SETQUOTA "User quota" (STORAGE 99999999999999999999)
S~ d BAD *
C: e SETQUOTA "User quota" STORAGE 9
S~ e BAD *
C: f GETQUOTA "User quota"
S: * QUOTA "User quota" (STORAGE 0 5)
S: f OK Getquota completed.

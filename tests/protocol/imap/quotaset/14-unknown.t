# Roots and resources that are not known.
SET administrator alice@example.org
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: b SETQUOTA "User quota/nobody@example.org" (STORAGE 1)
S: b NO [NONEXISTENT] Quota root doesn't exist.
C: c SETQUOTA "#user/alice" (STORAGE 510)
S: c NO [NONEXISTENT] Quota root doesn't exist.
C: d SETQUOTA "User quota/" (STORAGE 510)
S: d NO [NONEXISTENT] Quota root doesn't exist.
C: e SETQUOTA "User quota" (ANNOTATION-STORAGE 10)
S: e NO [CANNOT] No such resource.
C: f SETQUOTA "User quota" (STORAGE 9223372036854775807)
S: f NO [LIMIT] The limit is too large.

# Resources that are not limited are not listed (RFC 9208 §4.2.1).
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
LIMIT 7C
C: b GETQUOTA "User quota"
S: * QUOTA "User quota" (MESSAGE 0 7)
S: b OK Getquota completed.
LIMIT 1500S
TEXT INBOX Subject: one\n\nbody\n
C: c GETQUOTA {10+}
C: User quota
S: * QUOTA "User quota" (STORAGE 1 2)
S: c OK Getquota completed.
C: d GETQUOTA "Other root"
S: d NO [NONEXISTENT] Quota root doesn't exist.

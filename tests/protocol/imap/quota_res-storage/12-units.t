# Units of 1024 octets, usage and limit rounded up (RFC 9208 §5.1).
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
LIMIT 2049S
C: b GETQUOTA "User quota"
S: * QUOTA "User quota" (STORAGE 0 3)
S: b OK Getquota completed.
TEXT INBOX Subject: one\n\nbody\n
C: c GETQUOTA "User quota"
S: * QUOTA "User quota" (STORAGE 1 3)
S: c OK Getquota completed.

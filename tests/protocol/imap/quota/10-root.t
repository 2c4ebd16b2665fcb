# GETQUOTAROOT names the one root, GETQUOTA tells the same of it (RFC 9208 §4.1). STORAGE is in units of 1024 octets.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
LIMIT 10K,5C
TEXT INBOX Subject: one\n\nbody\n
C: b GETQUOTAROOT INBOX
S: * QUOTAROOT INBOX "User quota"
S: * QUOTA "User quota" (STORAGE 1 10 MESSAGE 1 5)
S: b OK Getquotaroot completed.
C: c GETQUOTA "User quota"
S: * QUOTA "User quota" (STORAGE 1 10 MESSAGE 1 5)
S: c OK Getquota completed.
FOLDER Work
C: d GETQUOTAROOT Work
S: * QUOTAROOT Work "User quota"
S: * QUOTA "User quota" (STORAGE 1 10 MESSAGE 1 5)
S: d OK Getquotaroot completed.
C: e GETQUOTAROOT "not there yet"
S: * QUOTAROOT "not there yet" "User quota"
S: * QUOTA "User quota" (STORAGE 1 10 MESSAGE 1 5)
S: e OK Getquotaroot completed.

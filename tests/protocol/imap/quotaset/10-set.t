# RFC 9208 §4.1.3: the example with our root; limits that are not named are dropped.
SET administrator alice@example.org
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
TEXT INBOX Subject: one\n\nbody\n
LIMIT 111K,1000C
C: S0000 GETQUOTA "User quota"
S: * QUOTA "User quota" (STORAGE 1 111 MESSAGE 1 1000)
S: S0000 OK Getquota completed.
C: S0001 SETQUOTA "User quota" (STORAGE 510)
S: * QUOTA "User quota" (STORAGE 1 510)
S: S0001 OK Setquota completed.
C: S0002 GETQUOTA "User quota"
S: * QUOTA "User quota" (STORAGE 1 510)
S: S0002 OK Getquota completed.

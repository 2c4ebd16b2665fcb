# An administrator sets what another account may keep; it holds for that account.
SET administrator alice@example.org
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
USER bob@example.org
C: b SETQUOTA "User quota/bob@example.org" (MESSAGE 1)
S: * QUOTA "User quota/bob@example.org" (MESSAGE 0 1)
S: b OK Setquota completed.
CONNECT bob
S~ * OK *
C: a LOGIN bob@example.org secret
S~ a OK *

C! b APPEND INBOX {14+}\r\nSubject: one\r\n\r\n
S~ b OK *
C! c APPEND INBOX {14+}\r\nSubject: one\r\n\r\n
S: c NO [OVERQUOTA] Quota exceeded.
C: d GETQUOTA "User quota"
S: * QUOTA "User quota" (MESSAGE 1 1)
S: d OK Getquota completed.
ON 1
C: c GETQUOTA "User quota/bob@example.org"
S: * QUOTA "User quota/bob@example.org" (MESSAGE 1 1)
S: c OK Getquota completed.

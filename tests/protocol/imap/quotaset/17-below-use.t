# A limit below what is there: nothing is lost, nothing more comes in (RFC 9208 §3.2).
SET administrator alice@example.org
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
TEXT INBOX Subject: one\n\nbody\n
TEXT INBOX Subject: two\n\nbody\n
C: b SETQUOTA "User quota" (MESSAGE 1)
S: * QUOTA "User quota" (MESSAGE 2 1)
S: b OK Setquota completed.
C! c APPEND INBOX {14+}\r\nSubject: one\r\n\r\n
S: c NO [OVERQUOTA] Quota exceeded.
C: d SELECT INBOX
S... d OK *
C: e UID SEARCH ALL
S: * SEARCH 1 2
S: e OK Search completed.

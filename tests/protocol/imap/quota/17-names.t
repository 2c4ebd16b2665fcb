# Names of mailboxes as everywhere: INBOX in any case, literals, modified UTF-7; the root's name as an astring.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
LIMIT 5C
C: b GETQUOTAROOT inbox
S: * QUOTAROOT INBOX "User quota"
S: * QUOTA "User quota" (MESSAGE 0 5)
S: b OK Getquotaroot completed.
C: c GETQUOTAROOT {5+}
C: INBOX
S: * QUOTAROOT INBOX "User quota"
S: * QUOTA "User quota" (MESSAGE 0 5)
S: c OK Getquotaroot completed.
C: d GETQUOTAROOT "Entw&APw-rfe"
S: * QUOTAROOT Entw&APw-rfe "User quota"
S: * QUOTA "User quota" (MESSAGE 0 5)
S: d OK Getquotaroot completed.
C: e GETQUOTAROOT "bad&name"
S~ e BAD *
C: f GETQUOTA User
S: f NO [NONEXISTENT] Quota root doesn't exist.

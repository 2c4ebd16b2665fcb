# RFC 9208 §5.3: mailboxes are counted, INBOX among them.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
FOLDER Work
LIMIT 5F
C: b GETQUOTA "User quota"
S: * QUOTA "User quota" (MAILBOX 2 5)
S: b OK Getquota completed.
C: c GETQUOTAROOT INBOX
S: * QUOTAROOT INBOX "User quota"
S: * QUOTA "User quota" (MAILBOX 2 5)
S: c OK Getquotaroot completed.

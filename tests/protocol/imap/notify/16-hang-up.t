# Hanging up with notices under way, and without having read them.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
BULK INBOX 1
C: s SELECT INBOX
S... s OK *
C: b NOTIFY SET (selected (MessageNew (BODY.PEEK[]) MessageExpunge)) (personal (MessageNew MessageExpunge MailboxName))
S: b OK Notify completed.
BULK INBOX 20
S... * 21 FETCH *
S... )
C: c LOGOUT
S: * BYE Logging out
S: c OK Logout completed.
CLOSED

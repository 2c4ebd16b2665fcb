# Names that are not in Normalization Form C mean what CREATE has made of them (RFC 9051 5.1), here as in other commands.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: b ENABLE UTF8=ACCEPT
S: * ENABLED UTF8=ACCEPT
S: b OK Enabled.
C: c CREATE "café"
S~ c OK *
TEXT café Subject: x\n\nx\n
C: d ESEARCH IN (mailboxes "café") ALL
S~ * ESEARCH (TAG "d" MAILBOX "café" UIDVALIDITY *) UID ALL 1
S~ d OK *

# Appendix E: what is gone from the protocol is still answered to who asks.
BULK INBOX 1
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: e ENABLE IMAP4rev2
S: * ENABLED IMAP4rev2
S: e OK Enabled.
C: s SELECT INBOX
S... s OK *
C: b CHECK
S: b OK Check completed.
C: c LSUB "" *
S: c OK Lsub completed.
C: d FETCH 1 RFC822.SIZE
S: * 1 FETCH (RFC822.SIZE 29)
S: d OK Fetch completed.
C: f FETCH 1 RFC822.HEADER
S: * 1 FETCH (RFC822.HEADER {21}
S: Subject: number 1
S:
S: )
S: f OK Fetch completed.
C: g UNSELECT
S: g OK Unselect completed.

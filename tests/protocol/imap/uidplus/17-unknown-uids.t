# UIDs that are not there are passed over.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
BULK INBOX 2
C: s SELECT INBOX
S... s OK *
C: b UID EXPUNGE 100:200
S: b OK Expunge completed.
C: c UID EXPUNGE 1:*
S: c OK Expunge completed.

# Nothing copied, no COPYUID.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
BULK INBOX 1
FOLDER Work
C: s SELECT INBOX
S... s OK *
C: b UID COPY 99 Work
S: b OK No messages found.

# The store fails.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
TROUBLE status EIO
C: b STATUS INBOX (SIZE)
S~ b NO [*
C: c status inbox (size messages)
S: * STATUS INBOX (SIZE 0 MESSAGES 0)
S: c OK Status completed.

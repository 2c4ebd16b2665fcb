# An empty mailbox.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: b STATUS INBOX (MESSAGES SIZE)
S: * STATUS INBOX (MESSAGES 0 SIZE 0)
S: b OK Status completed.

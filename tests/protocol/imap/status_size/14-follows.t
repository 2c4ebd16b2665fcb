# After an expunge and an append.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
TEXT INBOX Subject: x\n\nx\n
GONE INBOX 1
C: b STATUS INBOX (SIZE)
S: * STATUS INBOX (SIZE 0)
S: b OK Status completed.
C! c APPEND INBOX {4+}\r\n\r\n\r\n\r\n
S... c OK *
C: d STATUS INBOX (SIZE)
S: * STATUS INBOX (SIZE 4)
S: d OK Status completed.

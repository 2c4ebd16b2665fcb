# RFC 8438 3: the sum of RFC822.SIZE.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
TEXT INBOX Subject: x\r\n\r\nx\r\n
TEXT INBOX Subject: yy\r\n\r\nyy\r\n
C: b STATUS INBOX (SIZE)
S: * STATUS INBOX (SIZE 36)
S: b OK Status completed.

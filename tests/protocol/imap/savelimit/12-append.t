# So is an APPEND of too many.
SET saves_at_once 2
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C! b APPEND INBOX {1+}\r\nx {1+}\r\nx {1+}\r\nx\r\n
S: b NO [MESSAGELIMIT 2] Too many messages in one APPEND.
C: c STATUS INBOX (MESSAGES)
S: * STATUS INBOX (MESSAGES 0)
S: c OK Status completed.

# A client that goes away in the second message leaves nothing.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C! b APPEND INBOX {3+}\r\na\r\n {30}\r\n
S: + OK
C! only a part
PAUSE
CLOSE
CONNECT two
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: b STATUS INBOX (MESSAGES)
S: * STATUS INBOX (MESSAGES 0)
S: b OK Status completed.

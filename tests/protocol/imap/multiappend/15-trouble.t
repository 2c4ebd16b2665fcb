# The store fails at the last one: none is there.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
TROUBLE append ENOSPC
C! b APPEND INBOX {3+}\r\na\r\n {3+}\r\nb\r\n\r\n
S~ b NO [OVERQUOTA] *
TROUBLE begin EIO 2
C! c APPEND INBOX {3+}\r\na\r\n {3+}\r\nb\r\n {3+}\r\nc\r\n\r\n
S~ c NO [*
C: d STATUS INBOX (MESSAGES)
S: * STATUS INBOX (MESSAGES 0)
S: d OK Status completed.

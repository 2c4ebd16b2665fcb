# An empty message cancels the command (RFC 3502 6.3.11).
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: b APPEND INBOX {3}
S: + OK
C! a\r\n {0}\r\n
S: b NO Append cancelled.
C! c APPEND INBOX {0+}\r\n\r\n
S: c NO Append cancelled.
C: d STATUS INBOX (MESSAGES)
S: * STATUS INBOX (MESSAGES 0)
S: d OK Status completed.

# The refusal comes when the whole message has been read, so that the dialogue goes on; nothing is stored.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: b APPEND INBOX {22}
S: + OK
C! Subject: caf\xc3\xa9\r\n\r\nx\r\n\r\n
S: b NO [CANNOT] 8-bit characters in header fields need ENABLE UTF8=ACCEPT.
C! c APPEND INBOX {10+}\r\nA: x\r\n\r\nxx {10+}\r\nA: \xc3\xa9\r\n\r\nx\r\n
S~ c NO [CANNOT] *
C: d STATUS INBOX (MESSAGES)
S: * STATUS INBOX (MESSAGES 0)
S: d OK Status completed.

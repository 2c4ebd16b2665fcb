# RFC 3502 6.3.11, third example: the second message is refused, and the first with it.
SET message_limit 100
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: A005 APPEND INBOX (\Flagged) {3}
S: + OK
C! a\r\n {35403}\r\n
S: A005 NO [TOOBIG] Message is too large.
C: b STATUS INBOX (MESSAGES)
S: * STATUS INBOX (MESSAGES 0)
S: b OK Status completed.

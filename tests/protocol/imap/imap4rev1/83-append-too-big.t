# A message beyond the limit is refused before or while it comes.
SET message_limit 20
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: b APPEND INBOX {21}
S: b NO [TOOBIG] Message is too large.
C! c APPEND INBOX {21+}\r\n012345678901234567890\r\nd STATUS INBOX (MESSAGES)\r\n
S: c NO [TOOBIG] Message is too large.
S: * STATUS INBOX (MESSAGES 0)
S: d OK Status completed.
C: e APPEND INBOX {99999999999999999999999}
S~ e BAD *

# literal8 under LITERAL- and the limits: as any other literal (RFC 7888 5, RFC 7889).
SET literal_minus yes
SET message_limit 5000
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C! b APPEND INBOX ~{4097+}\r\n
C* 4097 x
C! \r\n
S~ b BAD [TOOBIG] *
C: c APPEND INBOX ~{5001}
S~ c NO [TOOBIG] *
C: d APPEND Nowhere ~{5}
S~ d NO [TRYCREATE] *
C: e APPEND INBOX ~{0}
S: e NO Append cancelled.
C: f STATUS INBOX (MESSAGES)
S: * STATUS INBOX (MESSAGES 0)
S: f OK Status completed.

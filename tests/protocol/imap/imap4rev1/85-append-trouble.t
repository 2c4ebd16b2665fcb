# A full disk at any step: NO, and no half message.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
TROUBLE begin ENOSPC
C! b APPEND INBOX {3+}\r\nabc\r\n
S~ b NO [OVERQUOTA] *
TROUBLE write ENOSPC
C! c APPEND INBOX {3+}\r\nabc\r\n
S~ c NO [OVERQUOTA] *
TROUBLE append over_quota
C! d APPEND INBOX {3+}\r\nabc\r\n
S: d NO [OVERQUOTA] Quota exceeded.
TROUBLE open_mailbox EIO
C! e APPEND INBOX {3+}\r\nabc\r\n
S~ e NO [UNAVAILABLE] *
C: f STATUS INBOX (MESSAGES)
S: * STATUS INBOX (MESSAGES 0)
S: f OK Status completed.

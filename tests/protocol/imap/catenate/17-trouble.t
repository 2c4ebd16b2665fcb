# A store that fails is no bad URL; nothing is left.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
TEXT INBOX Subject: a\n\nabc\n
TROUBLE read EIO
C: b APPEND INBOX CATENATE (URL /INBOX/;UID=1)
S~ b NO [UNAVAILABLE] *
TROUBLE append ENOSPC
C: c APPEND INBOX CATENATE (URL /INBOX/;UID=1)
S~ c NO [OVERQUOTA] *
TROUBLE write ENOSPC
C! d APPEND INBOX CATENATE (URL /INBOX/;UID=1 TEXT {2+}\r\nab)\r\n
S~ d NO [OVERQUOTA] *
C: e APPEND Nowhere CATENATE (URL /INBOX/;UID=1)
S~ e NO [TRYCREATE] *
C! f APPEND INBOX CATENATE (TEXT {0+}\r\n)\r\n
S: f NO Append cancelled.
C: g STATUS INBOX (MESSAGES)
S: * STATUS INBOX (MESSAGES 1)
S: g OK Status completed.

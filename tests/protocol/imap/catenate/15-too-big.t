# What parts come to counts, not each of them (RFC 4469 4.2, RFC 7889).
SET message_limit 30
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
TEXT INBOX Subject: a\n\nabc\n
C! b APPEND INBOX CATENATE (URL /INBOX/;UID=1 TEXT {12}\r\n
S~ b NO [TOOBIG] *
C: c APPEND INBOX CATENATE (URL /INBOX/;UID=1 URL /INBOX/;UID=1)
S~ c NO [TOOBIG] *
C! d APPEND INBOX CATENATE (URL /INBOX/;UID=1 TEXT {11+}\r\n12345678901)\r\n
S~ d OK [APPENDUID * 2] *
C: e STATUS INBOX (MESSAGES)
S: * STATUS INBOX (MESSAGES 2)
S: e OK Status completed.

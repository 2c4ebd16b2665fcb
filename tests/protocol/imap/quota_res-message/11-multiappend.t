# All messages of a MULTIAPPEND or none (RFC 3502), the count looked at as a whole.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
LIMIT 2C
C! b APPEND INBOX {3+}\r\nabc {3+}\r\ndef {3+}\r\nghi\r\n
S: b NO [OVERQUOTA] Quota exceeded.
C: c STATUS INBOX (MESSAGES)
S: * STATUS INBOX (MESSAGES 0)
S: c OK Status completed.
C! d APPEND INBOX {3+}\r\nabc {3+}\r\ndef\r\n
S~ d OK [APPENDUID *
C: e GETQUOTA "User quota"
S: * QUOTA "User quota" (MESSAGE 2 2)
S: e OK Getquota completed.

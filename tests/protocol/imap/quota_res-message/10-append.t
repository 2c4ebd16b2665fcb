# APPEND up to the limit and no further; what is refused leaves nothing (RFC 9208 §4.3.1).
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
LIMIT 2C
C! b APPEND INBOX {3+}\r\nabc\r\n
S~ b OK [APPENDUID *
C! c APPEND INBOX {3+}\r\nabc\r\n
S~ c OK [APPENDUID *
C! d APPEND INBOX {3+}\r\nabc\r\n
S: d NO [OVERQUOTA] Quota exceeded.
C: e STATUS INBOX (MESSAGES)
S: * STATUS INBOX (MESSAGES 2)
S: e OK Status completed.
C: f GETQUOTA "User quota"
S: * QUOTA "User quota" (MESSAGE 2 2)
S: f OK Getquota completed.

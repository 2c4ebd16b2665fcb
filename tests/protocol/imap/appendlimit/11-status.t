# RFC 7889 3.1: by STATUS.
SET message_limit 257890
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: t1 STATUS INBOX (APPENDLIMIT)
S: * STATUS INBOX (APPENDLIMIT 257890)
S: t1 OK Status completed.

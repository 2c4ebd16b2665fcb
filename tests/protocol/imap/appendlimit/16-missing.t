# Of no mailbox; other items beside it.
SET message_limit 10
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: b STATUS nowhere (APPENDLIMIT)
S~ b NO [NONEXISTENT] *
C: c STATUS INBOX (UIDNEXT APPENDLIMIT SIZE)
S: * STATUS INBOX (UIDNEXT 1 APPENDLIMIT 10 SIZE 0)
S: c OK Status completed.

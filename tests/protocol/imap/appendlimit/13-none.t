# Without a limit: the name alone, and NIL.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK [CAPABILITY * APPENDLIMIT*] *
C: b STATUS INBOX (MESSAGES APPENDLIMIT)
S: * STATUS INBOX (MESSAGES 0 APPENDLIMIT NIL)
S: b OK Status completed.

# RFC 8474 4: CREATE, SELECT, EXAMINE and STATUS tell the same id; RENAME keeps it.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: 3 CREATE foo
S: 3 OK [MAILBOXID (F1002)] Create completed.
C: 4 CREATE bar
S: 4 OK [MAILBOXID (F1003)] Create completed.
C: 5 CREATE foo
S~ 5 NO [ALREADYEXISTS] *
C: 6 STATUS foo (MAILBOXID)
S: * STATUS foo (MAILBOXID (F1002))
S: 6 OK Status completed.
C: 7 SELECT foo
S... * OK [MAILBOXID (F1002)] *
S... 7 OK *
C: 8 EXAMINE bar
S... * OK [MAILBOXID (F1003)] *
S... 8 OK *
C: 9 RENAME foo renamed
S: 9 OK Rename completed.
C: 10 STATUS renamed (UIDVALIDITY MAILBOXID)
S: * STATUS renamed (UIDVALIDITY 1004 MAILBOXID (F1002))
S: 10 OK Status completed.
C: 11 CREATE foo
S: 11 OK [MAILBOXID (F1005)] Create completed.
C: 12 STATUS nowhere (MAILBOXID)
S~ 12 NO [NONEXISTENT] *

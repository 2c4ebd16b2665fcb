# RFC 8474 5.1: every message has an id; a copy and a moved one keep it. There are no threads (5.2).
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
FOLDER foo
TEXT INBOX Subject: Message A\n\none\n
TEXT INBOX Subject: Re: Message A\n\ntwo\n
C: s SELECT INBOX
S... s OK *
C: 22 FETCH 1:* (EMAILID THREADID)
S: * 1 FETCH (EMAILID (M1001-1) THREADID NIL)
S: * 2 FETCH (EMAILID (M1001-2) THREADID NIL)
S: 22 OK Fetch completed.
C: 23 MOVE 2 foo
S~ * OK [COPYUID * 2 1] *
S: * 2 EXPUNGE
S: 23 OK Move completed.
C: 24 COPY 1 foo
S~ 24 OK [COPYUID * 1 2] *
C: 25 SELECT foo
S... 25 OK *
C: 26 UID FETCH 1:* (EMAILID)
S: * 1 FETCH (UID 1 EMAILID (M1001-2))
S: * 2 FETCH (UID 2 EMAILID (M1001-1))
S: 26 OK Fetch completed.

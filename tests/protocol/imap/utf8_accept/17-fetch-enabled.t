# Headers in UTF-8 come as they are to who has enabled it.
TEXT INBOX From: José <josé@exämple.org>\nSubject: café\n\nx\n
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: e ENABLE UTF8=ACCEPT
S: * ENABLED UTF8=ACCEPT
S: e OK Enabled.
C: s SELECT INBOX
S... s OK *
C: b FETCH 1 BODY.PEEK[]
S: * 1 FETCH (BODY[] {55}
S: From: José <josé@exämple.org>
S: Subject: café
S:
S: x
S: )
S: b OK Fetch completed.
C: c FETCH 1 ENVELOPE
S: * 1 FETCH (ENVELOPE (NIL {5}
S~ café (({5}
S... * NIL NIL NIL NIL NIL))
S: c OK Fetch completed.

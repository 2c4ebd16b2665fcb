# Whatever fails, the old message is there and the new one is not (RFC 8508 3.4).
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
TEXT INBOX Subject: a\n\none\n
C: s SELECT INBOX
S... s OK *
TROUBLE append ENOSPC
C! b REPLACE 1 INBOX {3+}\r\na\r\n\r\n
S~ b NO [OVERQUOTA] *
TROUBLE expunge EIO
C! c REPLACE 1 INBOX {3+}\r\na\r\n\r\n
S~ c NO [UNAVAILABLE] *
C: d FETCH 1:* UID
S: * 1 FETCH (UID 1)
S: d OK Fetch completed.
TROUBLE write ENOSPC
C! e REPLACE 1 INBOX {3+}\r\na\r\n\r\n
S~ e NO [OVERQUOTA] *
C: f NOOP
S: f OK NOOP completed.

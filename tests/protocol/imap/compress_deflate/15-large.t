# Large texts, both ways.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: b COMPRESS DEFLATE
S: b OK DEFLATE active.
DEFLATE
C: s SELECT INBOX
S... s OK *
C! c APPEND INBOX {300000+}\r\n
C* 30000 01234567\r\n
C! \r\n
S: * 1 EXISTS
S: * 1 RECENT
S~ c OK [APPENDUID * 1] *
C: d FETCH 1 BODY.PEEK[]
S: * 1 FETCH (BODY[] {300000}
S... )
S: d OK Fetch completed.

# A large message goes in and out in pieces, in slices too.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
NOCUT a million pieces take their time
C: b APPEND INBOX {1000014}
S: + OK
C! Subject: big\r\n
C* 50000 123456789012345678\r\n
C! \r\n
S~ b OK [APPENDUID * 1] Append completed.
C: s SELECT INBOX
S... s OK *

C: c FETCH 1 RFC822.SIZE
S: * 1 FETCH (RFC822.SIZE 1000014)
S: c OK Fetch completed.
C: d FETCH 1 BODY.PEEK[]<1000004.100>
S: * 1 FETCH (BODY[]<1000004> {10}
S: 12345678
S: )
S: d OK Fetch completed.
C: e FETCH 1 BODY.PEEK[]<500002.4>
S~ * 1 FETCH (BODY[]<500002> {4}
S... e OK Fetch completed.
C: f FETCH 1 BODY.PEEK[]
S: * 1 FETCH (BODY[] {1000014}
S: Subject: big
S... )
S: f OK Fetch completed.

# A literal8 with NULs comes back as it was (RFC 3516 4.4); BODY shows no NUL (RFC 3501 4.3.1).
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: b APPEND INBOX (\Seen) ~{33}
S: + OK
C= plain-nul.eml
C! \r\n
S~ b OK [APPENDUID * 1] Append completed.
C: s SELECT INBOX
S... s OK *
C: c FETCH 1 (BINARY[] BINARY.PEEK[1] BODY.PEEK[1])
S= plain-nul.bytes
S: c OK Fetch completed.

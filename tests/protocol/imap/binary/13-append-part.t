# A binary part is kept whatever its octets are; BODYSTRUCTURE and BODY show it in an encoding of RFC 3501 (RFC 3516 6).
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C! b APPEND INBOX ~{143+}\r\n
C= png.eml
C! \r\n
S~ b OK [APPENDUID * 1] Append completed.
C: s SELECT INBOX
S... s OK *
C: c FETCH 1 (BINARY.PEEK[2] BODY.PEEK[2])
S= png.bytes
S: c OK Fetch completed.
C: d FETCH 1 (BODYSTRUCTURE BINARY.SIZE[2])
S: * 1 FETCH (BODYSTRUCTURE (("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 4 0 NIL NIL NIL NIL)("image" "png" NIL NIL NIL "base64" 14 NIL NIL NIL NIL) "mixed" ("boundary" "x") NIL NIL NIL) BINARY.SIZE[2] 9)
S: d OK Fetch completed.

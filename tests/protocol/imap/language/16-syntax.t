# Malformed, or too many.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C! b LANGUAGE \r\n
S~ b BAD Error in IMAP command LANGUAGE: *
C: c LANGUAGE (en)
S~ c BAD Error in IMAP command LANGUAGE: *
C! d LANGUAGE
C* 65 \x20en
C! \r\n
S: d BAD Error in IMAP command LANGUAGE: too many languages.

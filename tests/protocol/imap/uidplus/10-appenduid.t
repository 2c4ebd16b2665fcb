# APPENDUID with the mailbox's UIDVALIDITY (RFC 4315 3).
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: b APPEND INBOX {3}
S: + OK
C! a\r\n\r\n
S~ b OK [APPENDUID * 1] Append completed.
C: c APPEND INBOX {3}
S: + OK
C! b\r\n\r\n
S~ c OK [APPENDUID * 2] Append completed.

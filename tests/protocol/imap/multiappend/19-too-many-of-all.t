# The messages of all APPENDs under way are open files: there is an end to them, but one alone is always taken.
SET hard_error_limit 100
NOCUT long
CONNECT c0
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C! b APPEND INBOX
C* 255 \x20{3+}\r\na\r\n
C! \x20{30+}\r\nonly a part
PAUSE
CONNECT c1
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C! b APPEND INBOX
C* 255 \x20{3+}\r\na\r\n
C! \x20{30+}\r\nonly a part
PAUSE
CONNECT c2
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C! b APPEND INBOX
C* 255 \x20{3+}\r\na\r\n
C! \x20{30+}\r\nonly a part
PAUSE
CONNECT c3
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C! b APPEND INBOX
C* 255 \x20{3+}\r\na\r\n
C! \x20{30+}\r\nonly a part
PAUSE
CONNECT c4
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C! b APPEND INBOX
C* 255 \x20{3+}\r\na\r\n
C! \x20{30+}\r\nonly a part
PAUSE
CONNECT c5
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C! b APPEND INBOX
C* 255 \x20{3+}\r\na\r\n
C! \x20{30+}\r\nonly a part
PAUSE
CONNECT c6
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C! b APPEND INBOX
C* 255 \x20{3+}\r\na\r\n
C! \x20{30+}\r\nonly a part
PAUSE
CONNECT c7
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C! b APPEND INBOX
C* 255 \x20{3+}\r\na\r\n
C! \x20{30+}\r\nonly a part
PAUSE
CONNECT late
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C! b APPEND INBOX {3+}\r\na\r\n {3+}\r\na\r\n\r\n
S: b NO [LIMIT] Too many messages are being appended now.
C! c APPEND INBOX {3+}\r\na\r\n\r\n
S~ c OK [APPENDUID * 1] Append completed.
ON c0
CLOSE
ON late
PAUSE
C! d APPEND INBOX {3+}\r\na\r\n {3+}\r\na\r\n\r\n
S~ d OK [APPENDUID * 2:3] Append completed.

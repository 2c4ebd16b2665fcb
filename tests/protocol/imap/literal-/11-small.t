# Small ones need not wait.
SET literal_minus yes
S~ * OK *
C! a LOGIN {17+}\r\nalice@example.org {6+}\r\nsecret\r\n
S~ a OK *
C! b APPEND INBOX {4096+}\r\n
C* 4096 x
C! \r\n
S~ b OK [APPENDUID * 1] *

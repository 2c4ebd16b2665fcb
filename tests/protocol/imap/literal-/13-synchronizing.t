# With the server's consent a message may be as large as ever.
SET literal_minus yes
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: b APPEND INBOX {5000}
S: + OK
C* 5000 x
C! \r\n
S~ b OK [APPENDUID * 1] *

# As many as the limit are fine.
SET saves_at_once 2
BULK INBOX 2
FOLDER other
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: s SELECT INBOX
S... s OK *
C: b COPY 1:* other
S~ b OK [COPYUID * 1:2 1:2] Copy completed.
C! c APPEND other {1+}\r\nx {1+}\r\nx\r\n
S~ c OK [APPENDUID * 3:4] Append completed.

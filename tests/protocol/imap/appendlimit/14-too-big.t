# RFC 7889 4: TOOBIG, before the message is sent.
SET message_limit 10
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: b APPEND INBOX {11}
S: b NO [TOOBIG] Message is too large.
C: c APPEND INBOX {10}
S: + OK
C: 0123456789
S~ c OK [APPENDUID * 1] *

# Octets as stored: what does not fit is refused whole, a smaller one still fits.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
LIMIT 20S
C! b APPEND INBOX {21+}\r\nabcdefghijklmnopqrstu\r\n
S: b NO [OVERQUOTA] Quota exceeded.
C! c APPEND INBOX {20+}\r\nabcdefghijklmnopqrst\r\n
S~ c OK [APPENDUID *
C: d STATUS INBOX (MESSAGES SIZE)
S: * STATUS INBOX (MESSAGES 1 SIZE 20)
S: d OK Status completed.
C! e APPEND INBOX {1+}\r\nx\r\n
S: e NO [OVERQUOTA] Quota exceeded.

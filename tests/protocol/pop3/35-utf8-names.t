# RFC 6856 section 2.2: names and passwords in UTF-8 are taken, with UTF8 and without
PEER 127.0.0.1
USER josé grün
S~ +OK *
C: USER josé
S: +OK
C: PASS falsch
S: -ERR [AUTH] authentication failed
C: USER josé
S: +OK
C: PASS grün
S~ +OK 0 *

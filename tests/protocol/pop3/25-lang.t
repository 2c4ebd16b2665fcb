# RFC 6856 section 3: one language, which all its names choose; others are refused and change nothing.
PEER 127.0.0.1
S~ +OK *
C: LANG
S: +OK languages
S: en English
S: .
C: LANG MUL
S: -ERR no such language here
C: LANG en
S: +OK en texts are English
C: lang EN-gb
S: +OK en texts are English
C: LANG *
S: +OK en texts are English
C: LANG en de
S: -ERR LANG takes at most one language
C: USER bob
S~ +OK*
C: PASS secret
S~ +OK 0 *
C: LANG i-default
S: +OK en texts are English
C: LANG enochian
S: -ERR no such language here

# every line has one answer, whatever it holds
SET pop3d_hard_error_limit 100
PEER 127.0.0.1
MESSAGES 2
S~ +OK *
C! \r\n
S: -ERR unknown command
C! \0\0\xff\x80\r\n
S: -ERR unknown command
C! USER\r\n
S: -ERR USER takes a name
C! USER a\0b\r\n
S: +OK
C! PASS c\0d\r\n
S: -ERR [AUTH] authentication failed
C! PASS\r\n
S: -ERR PASS takes a password
C! RETR 1\r\n
S: -ERR log in first
C! GET / HTTP/1.1\r\n
S: -ERR unknown command
C! USER bob\n
S: +OK
C! PASS secret\n
S~ +OK 2 *
C: TOP 1 999999999
S: +OK
S... .
C: TOP 1 99999999999999999999999
S: -ERR TOP takes a message number and a number of lines
C: TOP 1 -1
S: -ERR TOP takes a message number and a number of lines
C: TOP 1
S: -ERR TOP takes a message number and a number of lines
C: TOP 4294967297 0
S: -ERR TOP takes a message number and a number of lines
C: RETR 0
S: -ERR one message number expected
C: RETR 1 2
S: -ERR one message number expected
C: RETR 4294967297
S: -ERR one message number expected
C: RETR 0000000001
S: -ERR one message number expected
C: DELE -1
S: -ERR one message number expected
C: LIST x
S: -ERR at most one message number expected
C: UIDL 1 2
S: -ERR at most one message number expected
C: PASS secret
S: -ERR not after login
C* 70000 x
C:
S: -ERR line too long
C: STAT
S~ +OK 2 *

# after a good password: what the store refuses
PEER 127.0.0.1
MESSAGES 1
S~ +OK *
C: USER homeless
S: +OK
C: PASS secret
S: -ERR [SYS/PERM] the maildrop cannot be used
STORE refresh EIO
C: USER bob
S: +OK
C: PASS secret
S: -ERR [SYS/TEMP] temporary trouble, try again later
C: USER bob
S: +OK
C: PASS secret
S~ +OK 1 *
CLOSE
CLOSED

# pop3d_delete = hide: what is deleted is no message here any more, and stays for IMAP.
PEER 127.0.0.1
SET pop3d_delete hide
MESSAGES 3
S~ +OK *
C: USER bob
S~ +OK*
C: PASS secret
S~ +OK 3 *
C: RETR 2
S~ +OK *
S... .
C: DELE 2
S: +OK marked for deletion
C: QUIT
S: +OK logging out, messages deleted
CLOSED
LEFT 3
SEEN 1
CONNECT 2
S~ +OK *
C: USER bob
S~ +OK*
C: PASS secret
S~ +OK 2 *
C: UIDL
S: +OK
S~ 1 *
S~ 2 *
S: .
C: TOP 2 0
S: +OK
S: Subject: message 3
S... .
C: DELE 2
S~ +OK *
C: RSET
S~ +OK*
C: STAT
S~ +OK 2 *
C: QUIT
S: +OK logging out
LEFT 3

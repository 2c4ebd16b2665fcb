# RFC 5464 §4.2: the example, set by an administrator and read by another user.
SET mailbox_metadata no
SET administrator root@example.org
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
USER root@example.org
C: b GETMETADATA "" /shared/comment
S: * METADATA "" (/shared/comment NIL)
S: b OK Getmetadata completed.
CONNECT admin
S~ * OK *
C: a LOGIN root@example.org secret
S~ a OK *
C: b SETMETADATA "" (/shared/comment "Shared comment" /private/comment "mine")
S: b OK Setmetadata completed.
C: c GETMETADATA "" (/shared/comment /private/comment)
S: * METADATA "" (/shared/comment "Shared comment" /private/comment "mine")
S: c OK Getmetadata completed.
ON 1
C: c GETMETADATA "" (/shared/comment /private/comment)
S: * METADATA "" (/shared/comment "Shared comment" /private/comment NIL)
S: c OK Getmetadata completed.
C: d SETMETADATA "" (/shared/comment NIL)
S: d NO [NOPERM] Shared annotations of the server are set by an administrator.

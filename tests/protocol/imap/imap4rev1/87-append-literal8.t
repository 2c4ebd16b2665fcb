# BINARY (RFC 3516) is not offered: a literal8 is refused, before it is sent where it can be, and nothing of it is kept.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: b APPEND INBOX ~{3}
S: b NO [CANNOT] Binary literals are not supported.
C! c APPEND INBOX ~{3+}\r\na\0c\r\n
S: c NO [CANNOT] Binary literals are not supported.
C: d STATUS INBOX (MESSAGES)
S: * STATUS INBOX (MESSAGES 0)
S: d OK Status completed.

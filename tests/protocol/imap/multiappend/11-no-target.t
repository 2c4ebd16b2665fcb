# RFC 3502 6.3.11, second example: no such mailbox.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: A004 APPEND bogusname (\Flagged) {1023}
S: A004 NO [TRYCREATE] Mailbox doesn't exist.
C! A005 APPEND bogusname {3+}\r\na\r\n {3+}\r\nb\r\n\r\n
S: A005 NO [TRYCREATE] Mailbox doesn't exist.

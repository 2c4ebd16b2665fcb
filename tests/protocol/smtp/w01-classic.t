# W-01: the classic conversation, HELO, mailbox at a domain of mydestination.
SET myhostname smtp.example.com
SET mail_name Postfix
SET mydestination example.com, $myhostname
SET virtual_mailbox_domains
ACCOUNT kdent@example.com
S: 220 smtp.example.com ESMTP Postfix
C: HELO mail.ora.com
S: 250 smtp.example.com
C: MAIL FROM:<info@ora.com>
S~ 250*
C: RCPT TO:<kdent@example.com>
S~ 250*
C: DATA
S: 354 End data with <CR><LF>.<CR><LF>
C: To: Kyle Dent<kdent@example.com>
C: From:<info@ora.com>
C: Subject:SMTP Example
C:
C: This is a message body.
C: It continues until a dot
C: is typed on a line by itself.
C: .
S~ 250 *queued as *
C: QUIT
S~ 221*
CLOSED
QUEUED 1
FROM <info@ora.com>
TO <kdent@example.com>
TEXT To: Kyle Dent<kdent@example.com>
TEXT Subject:SMTP Example
BODY This is a message body.\r\nIt continues until a dot\r\nis typed on a line by itself.\r\n

# Tables that may wait are asked elsewhere; the session goes on where it was, and the text keeps its order.
PEER 127.0.0.1
SET virtual_alias_maps unix:passwd.byname, inline:{bob@example.com=one@example.net}
SET header_checks unix:passwd.byname, pcre:{{/^subject/ REPLACE X-Instead: 1}}
SET body_checks pcre:{{/^two/ REPLACE 2}}
SET local_header_rewrite_clients unix:passwd.byname, permit_inet_interfaces
S... 220 *
C: EHLO client.example
S... 250 *
C: MAIL FROM:<a@example.org>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 250 2.1.5 Ok
C: DATA
S~ 354 *
C: Subject: hi
C: To: joe@example.org
C:
C: one
C: two
C: .
S~ 250 2.0.0 Ok: queued as *
TO <one@example.net>
TEXT X-Instead: 1
TEXT To: joe@example.org
BODY one\r\n2\r\n

# XVERP: a client that may have it asks for a sender for each recipient.
SET smtpd_authorized_verp_clients 192.0.2.0/24
S~ 220 *
C: EHLO x
S... 250-ETRN
S: 250-XVERP
S... 250 CHUNKING
C: MAIL FROM:<o@src.example> XVERP
S: 250 2.1.0 Ok
C: RSET
S: 250 2.0.0 Ok
C: MAIL FROM:<o@src.example> xverp=-+ SIZE=10
S: 250 2.1.0 Ok
C: RSET
S: 250 2.0.0 Ok
C: MAIL FROM:<o@src.example> XVERP=
S: 501 5.5.4 Error: XVERP needs two characters from -=+
C: MAIL FROM:<o@src.example> XVERP=ab
S: 501 5.5.4 Error: XVERP needs two characters from -=+
C: MAIL FROM:<o@src.example> XVERP=+=-
S: 501 5.5.4 Error: XVERP needs two characters from -=+
C: MAIL FROM:<> XVERP
S: 503 5.5.4 Error: XVERP requires non-null sender
C: MAIL FROM:<o@src.example> XVERPX
S: 555 5.5.4 Unsupported option: XVERPX

# XVERP: whom the list does not name, nobody has told of it.
SET smtpd_authorized_verp_clients 192.0.3.0/24
S~ 220 *
C: EHLO x
S... 250-ETRN
S: 250-ENHANCEDSTATUSCODES
S... 250 CHUNKING
C: MAIL FROM:<o@src.example> XVERP
S: 555 5.5.4 Unsupported option: XVERP
C: MAIL FROM:<o@src.example> XVERP=+=
S: 555 5.5.4 Unsupported option: XVERP=+=
